import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { serve } from "../../cube/cube.js";
import { writeDemo } from "../../pipeline/demo/demo.js";
import { silent } from "../../pipeline/log.js";
import { shipped } from "../../pipeline/root.js";
import { runFlow } from "../../pipeline/run.js";
import { withPalette } from "./palette.js";

const executable = "/usr/bin/chromium";
const asOf = new Date("2026-01-01T00:00:00Z");

/** The pages that are pictured; an account's is the one of the company's largest customer. */
const pages = [
  "forecast",
  "revenue",
  "customers",
  "health",
  "maturity",
  "engagement",
  "account",
  "data-quality",
] as const;

const screens = [
  { name: "desktop", width: 1440, tallest: 3200 },
  { name: "phone", width: 360, tallest: 2400 },
] as const;

/** Takes a picture of every page, in light and dark, on a desk and on a phone. */
export async function takePictures(given?: string): Promise<void> {
  if (!existsSync(executable)) {
    throw new Error(`${executable} is absent: type apt-get install chromium`);
  }
  const made = given === undefined ? mkdtempSync(join(tmpdir(), "tenure-pictures-")) : undefined;
  const warehouse = given ?? made ?? "";
  if (made !== undefined) await makeCompany(made);
  const serving = await serve({
    warehouse,
    host: "127.0.0.1",
    port: 0,
    demo: true,
    dashboardFolder: shipped("dist", "dashboard"),
    log: silent,
  });
  const browser = await chromium.launch({
    executablePath: executable,
    args: ["--headless", "--no-sandbox", "--disable-gpu"],
  });
  try {
    await takeAll(browser, serving.url);
  } finally {
    await browser.close();
    await serving.close();
    if (made !== undefined) rmSync(made, { recursive: true, force: true });
  }
}

async function makeCompany(warehouse: string): Promise<void> {
  const folder = join(warehouse, "demo");
  await writeDemo({ folder, log: silent, accounts: 300, eventsPerAccount: 100, asOf });
  await runFlow({
    config: join(folder, "config"),
    warehouse,
    asOf,
    knownAt: null,
    full: false,
    now: new Date("2026-01-01T06:00:00Z"),
    tenureVersion: "0.1.0",
    log: silent,
  });
}

async function takeAll(browser: Browser, url: string): Promise<void> {
  for (const { name, width, tallest } of screens) {
    for (const scheme of ["light", "dark"] as const) {
      const context = await browser.newContext({
        viewport: { width, height: 900 },
        colorScheme: scheme,
      });
      const page = await context.newPage();
      for (const place of pages) {
        await page.goto(await addressOf(url, place));
        await page.locator(`main[data-page="${place}"] .card`).first().waitFor();
        const picture = await take(page, { width, tallest });
        const file = shipped("docs", "pictures", `${place}-${name}-${scheme}.png`);
        writeFileSync(file, withPalette(picture));
      }
      await context.close();
    }
  }
}

async function addressOf(url: string, place: (typeof pages)[number]): Promise<string> {
  if (place !== "account") return `${url}/#/${place}`;
  const query = {
    dimensions: ["accounts.account_id"],
    measures: ["accounts.arr"],
    order: { "accounts.arr": "desc" },
    limit: 1,
  };
  const asked = encodeURIComponent(JSON.stringify(query));
  const response = await fetch(`${url}/cubejs-api/v1/load?query=${asked}`);
  const { data } = (await response.json()) as { data: readonly Record<string, string>[] };
  return `${url}/#/account/${data[0]?.["accounts.account_id"]}`;
}

interface Cut {
  readonly width: number;
  readonly tallest: number;
}

async function take(page: Page, { width, tallest }: Cut): Promise<Buffer> {
  while ((await page.getByText(/^Loading/).count()) > 0) await page.waitForTimeout(100);
  // definitions come after the figures, and charts are drawn a frame after their rows
  await page.locator(".term-button").first().waitFor();
  while ((await page.locator(".chart:not(:has(canvas))").count()) > 0) {
    await page.waitForTimeout(100);
  }
  await page.waitForTimeout(1500);
  const whole = Number(await page.evaluate("document.documentElement.scrollHeight"));
  await page.setViewportSize({ width, height: Math.min(whole, tallest) });
  await page.waitForTimeout(400);
  const picture = await page.screenshot();
  await page.setViewportSize({ width, height: 900 });
  return picture;
}
