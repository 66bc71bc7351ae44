import axe from "axe-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fullMoney } from "../../dashboard/format.js";
import { openDatabase, rows as sqlRows } from "../../pipeline/database.js";
import { isCampaign } from "../mode.js";
import { oneIn } from "../sampled.js";
import { accessCases } from "./access-cases.js";
import { missingBrowser, tableRows, type Visit, visit } from "./browser.js";
import { cellCases } from "./cell-cases.js";
import { chartCases } from "./chart-cases.js";
import { type Company, load, makeCompany } from "./company.js";
import { compareCases } from "./compare-cases.js";
import { drillCases } from "./drill-cases.js";
import { figureCases } from "./figure-cases.js";
import { stateCases } from "./state-cases.js";
import {
  bytesOf,
  excess,
  focused,
  full,
  hidden,
  type Name,
  pages,
  reach,
  settled,
  soon,
  textOf,
  violations,
} from "./tab.js";
import { walkCases } from "./walk-cases.js";

oneIn(12);

const month = "2025-12-01";
/** Pages on which a reader's whole walk is taken: each in the campaign, else two unlike ones. */
const walked: readonly Name[] = isCampaign
  ? pages.map(([name]) => name)
  : ["forecast", "customers"];

/** Pixels of an A4 sheet on its side between the margins of 7 mm that the forecast has. */
const board = 1070;
const part = Object.fromEntries(pages) as Readonly<Record<Name, string>>;
const during = (dimension: string) => [{ dimension, dateRange: [month, month] }];

describe.skipIf(missingBrowser !== undefined)(
  `the page in Chromium ${missingBrowser ?? ""}`,
  () => {
    let company: Company;
    let account: string;
    let shared: Visit | undefined;

    beforeAll(async () => {
      company = await makeCompany();
      const [largest] = await load(company.open.url, {
        dimensions: ["accounts.account_id"],
        measures: ["accounts.arr"],
        order: { "accounts.arr": "desc" },
        limit: 1,
      });
      account = String(largest?.["accounts.account_id"]);
    });

    afterAll(() => company?.close());

    /** One tab for the tests that only read: it goes from page to page as a reader does. */
    async function tabOf(name: Name, search = ""): Promise<Visit> {
      const address = addressOf(name, search);
      shared ??= await visit(company.browser, address);
      // the same address would be loaded anew
      if (shared.page.url() !== address) await shared.page.goto(address);
      await shared.page.locator(`main[data-page="${name}"]`).waitFor();
      // what stands below the first figures comes after them
      await shared.page.getByRole("region", { name: part[name], exact: true }).first().waitFor();
      await settled(shared.page);
      return shared;
    }

    function addressOf(name: Name, search = ""): string {
      const place = name === "account" ? `account/${account}` : name;
      return `${company.open.url}/#/${place}${search}`;
    }

    const ask = (query: object, run?: string) =>
      load(company.open.url, query, run === undefined ? {} : { run });
    const reading = { tabOf, ask, account: () => account };

    describe.each(pages)("%s", (name) => {
      test("shows its parts, and breaks neither policy nor peace", async () => {
        const { page: tab, complaints, foreign } = await tabOf(name);
        expect(await tab.getByText(/^Loading/).count()).toBe(0);
        expect(await tab.getByText("These figures could not be loaded").count()).toBe(0);
        expect(complaints).toEqual([]);
        expect(foreign).toEqual([]);
      });

      test("has no violation that axe finds, in light or in dark", async () => {
        const { page: tab } = await tabOf(name);
        await tab.evaluate(axe.source);
        expect(await violations(tab)).toEqual([]);
        await tab.emulateMedia({ colorScheme: "dark" });
        // nothing but colours changes
        expect(await violations(tab, ["color-contrast"])).toEqual([]);
        await tab.emulateMedia({ colorScheme: "light" });
      });

      test("does not stick out of a phone or of a wall", async () => {
        const { page: tab } = await tabOf(name);
        for (const width of [360, 3840]) {
          await tab.setViewportSize({ width, height: 900 });
          await expect.poll(async () => [width, await excess(tab)], soon).toEqual([width, 0]);
          expect([width, await hidden(tab)]).toEqual([width, []]);
        }
        await tab.setViewportSize({ width: 1280, height: 900 });
      });

      figureCases[name]?.(reading);
      drillCases[name]?.(reading);
      cellCases(name, reading);
      if (walked.includes(name)) walkCases(name, reading);
    });

    test("filters go into the address, narrow the figures, and back takes them back", async () => {
      const { page: tab } = await tabOf("revenue");
      const everybody = await full(tab, "mrr");
      await tab.getByLabel("Region").selectOption("EMEA");
      const [row] = await ask({
        measures: ["growth.mrr"],
        filters: [{ member: "growth.region", operator: "equals", values: ["EMEA"] }],
        timeDimensions: during("growth.month"),
      });
      const narrowed = fullMoney(Number(row?.["growth.mrr"]), "USD");
      await expect.poll(() => full(tab, "mrr"), soon).toBe(narrowed);
      expect(narrowed).not.toBe(everybody);
      expect(tab.url()).toContain("region=EMEA");
      await tab.getByRole("link", { name: "Health" }).click();
      await tab.getByRole("heading", { level: 1, name: "Health" }).waitFor();
      expect(tab.url()).toContain("region=EMEA");
      await tab.goBack();
      await tab.getByRole("heading", { level: 1, name: "Revenue" }).waitFor();
      await tab.goBack();
      await expect.poll(() => full(tab, "mrr"), soon).toBe(everybody);
    });

    test("a figure leads to its accounts, which add up to it, and an account to its page", async () => {
      const { page: tab } = await tabOf("revenue");
      await tab.locator("#figure-customers a").click();
      const panel = tab.getByRole("dialog", { name: "Customers in December 2025" });
      const customers = Number(await full(tab, "customers"));
      await panel.getByText(`${customers} accounts; together ${customers}`).waitFor();
      const first = panel.locator("tbody th a").first();
      // its id stands there until the names have come
      await expect.poll(() => first.textContent(), soon).not.toMatch(/^A\d+$/);
      const name = (await first.textContent()) ?? "";
      await first.click();
      await tab.getByRole("heading", { level: 1, name, exact: true }).waitFor();
      await tab.goBack();
      await panel.waitFor();
      await tab.goBack();
      await panel.waitFor({ state: "detached" });
      expect(await full(tab, "customers")).toBe(String(customers));
      // a line is too thin to be hit: its month is
      const kept = tab.getByRole("region", { name: "What is kept: NRR and GRR" });
      await kept.locator(".chart canvas").click();
      await tab.getByRole("dialog", { name: /^NRR over 12 months to \w+ 202[45]$/ }).waitFor();
      await tab.goBack();
    });

    test("rows come down as CSV, and a chart as a picture", async () => {
      const { page: tab } = await tabOf("revenue");
      const name = "What is kept: NRR and GRR";
      const csv = tab.waitForEvent("download");
      await tab.getByRole("button", { name: `CSV: download ${name}` }).click();
      const file = await csv;
      expect(file.suggestedFilename()).toBe("what-is-kept-nrr-and-grr-2025-12.csv");
      const lines = (await textOf(file)).trim().split(/\r?\n/);
      const rows = await ask({
        dimensions: ["retention.month"],
        measures: ["retention.nrr"],
        filters: [{ member: "retention.window_months", operator: "equals", values: ["12"] }],
      });
      expect(lines[0]).toContain("nrr");
      expect(lines.length).toBe(rows.length + 1);
      const parquet = tab.waitForEvent("download");
      await tab.getByRole("button", { name: `Parquet: download ${name}` }).click();
      const path = await (await parquet).path();
      const { connection, close } = await openDatabase(":memory:");
      const [read] = await sqlRows(
        connection,
        `select count(*)::integer as months, max(month)::date::varchar as last from read_parquet('${path}')`,
      );
      close();
      expect(read).toEqual({ months: rows.length, last: lines.at(-1)?.slice(0, 10) });
      const png = tab.waitForEvent("download");
      await tab.getByRole("button", { name: `PNG: download ${name}` }).click();
      const image = await bytesOf(await png);
      expect(image.subarray(1, 4).toString("latin1")).toBe("PNG");
      // two pixels for each of the screen, and above the chart the lines of its title and legend
      const chart = await tab.getByRole("region", { name }).locator(".chart").boundingBox();
      expect(image.readUInt32BE(20) / 2).toBeGreaterThan((chart?.height ?? 0) + 2 * 20);
    });

    test("whoever narrows a page reads to what on paper and in the names of its files", async () => {
      const { page: tab } = await tabOf("revenue", "?region=EMEA&tier=2");
      const tier = await tab.getByLabel("Tier").locator("option:checked").textContent();
      await tab.emulateMedia({ media: "print" });
      const said = tab.locator(".title .note");
      await expect
        .poll(() => said.textContent(), soon)
        .toBe(`December 2025 · Tier ${tier} · Region EMEA`);
      expect(await said.isVisible()).toBe(true);
      await tab.emulateMedia({ media: "screen" });
      for (const format of ["CSV", "PNG"]) {
        const file = tab.waitForEvent("download");
        await tab
          .getByRole("button", { name: `${format}: download What is kept: NRR and GRR` })
          .click();
        expect((await file).suggestedFilename()).toBe(
          `what-is-kept-nrr-and-grr-2025-12-tier-${tier?.toLowerCase()}-region-emea.${format.toLowerCase()}`,
        );
      }
    });

    test.each([
      "",
      "?region=EMEA",
    ])("the forecast is one sheet%s: bridge, fan, accuracy, what decides, and the triangle", async (narrowed) => {
      const { page: tab } = await tabOf("forecast", narrowed);
      await tab.emulateMedia({ media: "print" });
      await tab.setViewportSize({ width: board, height: 740 });
      const shown = await tab.locator("main .card:visible").evaluateAll((cards) =>
        cards.map((card) => {
          const { right, bottom } = card.getBoundingClientRect();
          return [card.getAttribute("aria-label"), right <= 1071, bottom <= 741];
        }),
      );
      expect(shown).toEqual([
        ["From opening to closing ARR", true, true],
        ["Forecast of Dec 2025", true, true],
        ["How good the forecasts were", true, true],
        ["The vintage triangle", true, true],
        ["The renewals that decide the quarter", true, true],
      ]);
      expect(await excess(tab)).toBe(0);
      const pdf = (await tab.pdf({ preferCSSPageSize: true })).toString("latin1");
      expect(pdf.match(/\/Type\s*\/Page\b/g)?.length).toBe(1);
      // A4 on its side is 842 by 595 points
      expect(pdf).toMatch(/\/MediaBox \[0 0 84[12](\.\d+)? 59[45](\.\d+)?\]/);
      await tab.emulateMedia({ media: "screen" });
      await tab.setViewportSize({ width: 1280, height: 900 });
    });

    test("whoever has only a keyboard gets from the top to an account and back", async () => {
      const { page: tab } = await visit(company.browser, addressOf("revenue"));
      await settled(tab);
      await tab.keyboard.press("Tab");
      expect(await focused(tab)).toBe("Skip to the figures");
      await tab.keyboard.press("Enter");
      await reach(tab, /^What MRR means$/);
      await tab.getByRole("tooltip").first().waitFor();
      await tab.keyboard.press("Escape");
      await tab.getByRole("tooltip").first().waitFor({ state: "hidden" });
      await tab.keyboard.press("Tab");
      await tab.keyboard.press("Enter");
      const panel = tab.getByRole("dialog", { name: "MRR in December 2025" });
      await panel.locator("tbody th a").first().waitFor();
      await tab.keyboard.press("Escape");
      await panel.waitFor({ state: "detached" });
      await reach(tab, /^Show as a table$/);
      await tab.keyboard.press("Enter");
      expect((await tableRows(tab, "MRR and its movements by month"))[0]?.[0]).toBe("Dec 2025");
      await tab.close();
    });

    chartCases({ tabOf });
    compareCases(reading);
    stateCases({ tabOf, ask, opened: (name) => visit(company.browser, addressOf(name)) });
    accessCases(() => company);
  },
);
