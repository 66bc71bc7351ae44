import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Triangle, TriangleRow } from "../../pipeline/forecast.js";
import { trianglePage } from "../../pipeline/forecast-html.js";
import { missingBrowser, startBrowser } from "../dashboard/browser.js";

/** A month so many after January 2025. */
function monthAt(months: number): string {
  return new Date(Date.UTC(2025, months, 1)).toISOString().slice(0, 7);
}

const asOf = 12;

function rowAt(made: number, kind: TriangleRow["kind"], scale: number): TriangleRow {
  const cells = Array.from({ length: 12 }, (_, ahead) => {
    const isClosed = made + ahead + 1 < asOf;
    return {
      period: monthAt(made + ahead + 1),
      forecast: 33_422_304 * scale,
      low: isClosed || kind !== "model" ? null : 31_847_001 * scale,
      high: isClosed || kind !== "model" ? null : 34_901_999 * scale,
      actual: isClosed ? 30_088_081 * scale : null,
      variancePct: isClosed ? -0.0998 : null,
      isOfAll: false,
    };
  });
  const isProvisional = kind === "model" && made === asOf;
  return { vintage: monthAt(made), kind, origin: "backcast", isProvisional, cells };
}

/** As wide as thirteen vintages of a year ahead make it, with a plan and re-plans between them. */
function company(unit: string, scale: number): Triangle {
  const models = Array.from({ length: 13 }, (_, made) => rowAt(made, "model", scale));
  const plans = [2, 3, 5, 7, 8, 10, 11].map((made) => rowAt(made, "replan", scale));
  const rows = [...models, ...plans].sort((a, b) => a.vintage.localeCompare(b.vintage));
  const periods = Array.from({ length: 24 }, (_, at) => monthAt(at + 1));
  return {
    runId: "20260101T060000Z-0001",
    asOf: "2026-01-01",
    metric: "retained_arr",
    title: "Retained ARR",
    unit,
    direction: "higher_is_better",
    currency: "USD",
    segment: "all",
    periods,
    rows,
    actuals: Object.fromEntries(periods.map((period) => [period, 30_088_081 * scale])),
    accuracy: ["backcast", "live", "plan"].flatMap((origin) =>
      Array.from({ length: 12 }, (_, at) => ({
        ...{ origin, lead: at + 1, periods: 20, wape: 0.0998, bias: -0.1 },
        ...{ within_5pct: 1, coverage_80: 1 },
      })),
    ),
    variance: Array.from({ length: 6 }, (_, at) => ({
      ...{ period: monthAt(at), forecast: 481_000, actual: 974_000, volume: 0, rate: -283_000 },
      ...{ timing: 194_000, unforecast: 582_000, is_within_noise: false },
    })),
    notes: Array.from({ length: 6 }, (_, at) => ({
      period: monthAt(at),
      author: "finance",
      why: "Small accounts left after the price rise",
      action: "Offer the old price for a year to accounts below ten seats",
    })),
  };
}

/** What lies beyond the right edge of the sheet, or does not fit into its cell. */
function cutOff(page: Page): Promise<string[]> {
  return page
    .locator("th, td")
    .evaluateAll((cells) =>
      cells
        .filter(
          (cell) =>
            cell.getBoundingClientRect().right > cell.ownerDocument.documentElement.clientWidth ||
            cell.scrollWidth > cell.clientWidth,
        )
        .map((cell) => cell.textContent ?? ""),
    );
}

const named = missingBrowser === undefined ? "" : ` (${missingBrowser})`;

describe.skipIf(missingBrowser !== undefined)(`on paper${named}`, () => {
  const folder = mkdtempSync(join(tmpdir(), "tenure-sheet-"));
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test.each([
    ["money", "currency", 1],
    ["money of ten digits", "currency", 100],
    ["shares", "share", 0.00000003],
    ["seats", "seats", 0.001],
  ])("a triangle of %s with twenty rows prints on one sheet, and no cell is cut", async (_, unit, scale) => {
    const file = join(folder, `${unit}-${scale}.html`);
    writeFileSync(file, trianglePage(company(unit, scale)));
    // 279 mm of 297, in the 96 to an inch of a page
    const page = await browser.newPage({ viewport: { width: 1054, height: 726 } });
    await page.goto(pathToFileURL(file).href);
    const sheets = (await page.pdf({ preferCSSPageSize: true }))
      .toString("latin1")
      .match(/\/Type\s*\/Page\b/g);
    expect(sheets).toHaveLength(1);
    await page.emulateMedia({ media: "print" });
    expect(await cutOff(page)).toEqual([]);
    const font = await page.evaluate<string>(
      "getComputedStyle(document.querySelector('td')).fontSize",
    );
    // 5 points, of which three are four pixels
    expect(Number.parseFloat(font)).toBeGreaterThan((5 * 4) / 3);
    await page.emulateMedia({ media: "screen" });
    // wider than the screen, it moves in its own box
    const beyond = await page
      .locator("html")
      .evaluate((root) => root.scrollWidth - root.clientWidth);
    expect(beyond).toBe(0);
    await page.close();
  });
});
