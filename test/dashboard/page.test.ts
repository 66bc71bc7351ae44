import axe from "axe-core";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fullMoney, percent } from "../../dashboard/format.js";
import { accessCases } from "./access-cases.js";
import { missingBrowser, tableRows, type Visit, visit } from "./browser.js";
import { type Company, load, makeCompany } from "./company.js";
import {
  bytesOf,
  excess,
  focused,
  type Name,
  pages,
  reach,
  settled,
  soon,
  textOf,
  violations,
} from "./tab.js";

const month = "2025-12-01";
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
    async function tabOf(name: Name): Promise<Visit> {
      shared ??= await visit(company.browser, addressOf(name));
      await shared.page.goto(addressOf(name));
      await shared.page.locator(`main[data-page="${name}"]`).waitFor();
      await settled(shared.page);
      return shared;
    }

    function addressOf(name: Name, search = ""): string {
      const place = name === "account" ? `account/${account}` : name;
      return `${company.open.url}/#/${place}${search}`;
    }

    const full = (tab: Page, id: string) => tab.locator(`#figure-${id}`).getAttribute("data-full");
    const ask = (query: object) => load(company.open.url, query);

    describe.each(pages)("%s", (name, part) => {
      test("shows its parts, and breaks neither policy nor peace", async () => {
        const { page: tab, complaints, foreign } = await tabOf(name);
        await tab.getByRole("region", { name: part, exact: true }).first().waitFor();
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
          expect([width, await excess(tab)]).toEqual([width, 0]);
        }
        await tab.setViewportSize({ width: 1280, height: 900 });
      });
    });

    test("the figures of revenue are those that REST gives", async () => {
      const { page: tab } = await tabOf("revenue");
      const [row] = await ask({
        measures: ["growth.mrr", "growth.arr", "growth.customers", "growth.mrr_net_change"],
        timeDimensions: during("growth.month"),
      });
      const money = (member: string) => fullMoney(Number(row?.[member]), "USD");
      await expect.poll(() => full(tab, "mrr"), soon).toBe(money("growth.mrr"));
      expect(await full(tab, "arr")).toBe(money("growth.arr"));
      expect(await full(tab, "net-new")).toBe(money("growth.mrr_net_change"));
      expect(await full(tab, "customers")).toBe(String(row?.["growth.customers"]));
    });

    test("the figures of forecast are those that REST gives", async () => {
      const { page: tab } = await tabOf("forecast");
      const [row] = await ask({
        measures: ["forecast_waterfall.actual", "forecast_waterfall.variance_pct"],
        filters: [
          { member: "forecast_waterfall.metric", operator: "equals", values: ["retained_arr"] },
          { member: "forecast_waterfall.segment", operator: "equals", values: ["all"] },
          { member: "forecast_waterfall.kind", operator: "equals", values: ["plan"] },
        ],
        timeDimensions: during("forecast_waterfall.period"),
      });
      const actual = fullMoney(Number(row?.["forecast_waterfall.actual"]), "USD");
      await expect.poll(() => full(tab, "retained"), soon).toBe(actual);
      const share = Number(row?.["forecast_waterfall.variance_pct"]);
      const shown = Number.parseFloat(
        String(await full(tab, "against-plan")).replace("\u2212", "-"),
      );
      expect(shown).toBeCloseTo(share * 100, 4);
    });

    test("the list of customers begins with the one that REST puts first", async () => {
      const { page: tab } = await tabOf("customers");
      const [first] = await ask({
        dimensions: ["accounts.name"],
        measures: ["accounts.arr"],
        order: { "accounts.arr": "desc" },
        limit: 1,
      });
      const list = tab.getByRole("region", { name: "Accounts", exact: true });
      expect(await list.locator("tbody th").first().textContent()).toBe(first?.["accounts.name"]);
    });

    test("the tiers are those that REST gives", async () => {
      const { page: tab } = await tabOf("customers");
      const tiers = await ask({
        dimensions: ["tiers.tier"],
        measures: ["tiers.customers"],
        timeDimensions: during("tiers.month"),
        order: { "tiers.tier": "asc" },
      });
      const shown = await tableRows(tab, "Customers and MRR by tier");
      const counts = tiers.map((row) => String(row["tiers.customers"]));
      expect(shown.map((cells) => cells[1])).toEqual(counts);
    });

    test("the mean score of health is the one that REST gives", async () => {
      const { page: tab } = await tabOf("health");
      const [row] = await ask({
        measures: ["health.score_average", "health.accounts"],
        filters: [{ member: "health.index", operator: "equals", values: ["health"] }],
        timeDimensions: during("health.month"),
      });
      expect(Number(await full(tab, "score"))).toBeCloseTo(
        Number(row?.["health.score_average"]),
        4,
      );
      expect(await full(tab, "scored")).toBe(String(row?.["health.accounts"]));
    });

    test("an element's mean score in a tier, and its customers, are those that REST gives", async () => {
      const { page: tab } = await tabOf("health");
      const [row] = await ask({
        measures: ["health_factors.weighed_score", "health_factors.scored_accounts"],
        filters: [
          { member: "health_factors.index", operator: "equals", values: ["health"] },
          { member: "health_factors.element", operator: "equals", values: ["experience"] },
          { member: "health_factors.tier", operator: "equals", values: ["1"] },
        ],
        timeDimensions: during("health_factors.month"),
      });
      const rows = await tableRows(tab, "Mean score, 0 to 100, of n customers in December 2025");
      const shown = rows.find(([element]) => element === "Experience")?.[2];
      const score = Math.round(Number(row?.["health_factors.weighed_score"]));
      expect(shown).toBe(`${score} n ${row?.["health_factors.scored_accounts"]}`);
    });

    test("the funnel of the journey is the one that REST gives", async () => {
      const { page: tab } = await tabOf("maturity");
      const stages = await ask({
        dimensions: ["journey.position", "journey.title"],
        measures: ["journey.current_accounts", "journey.stuck_accounts"],
        order: { "journey.position": "asc" },
      });
      const part = tab.getByRole("region", { name: "Where accounts are in their journey" });
      await part.first().getByText("Show as a table").click();
      const shown = await tableRows(tab, "Accounts by stage as of the build");
      expect(shown.map(([title, now, stuck]) => [title, now, stuck])).toEqual(
        stages.map((row) => [
          row["journey.title"],
          String(row["journey.current_accounts"]),
          String(row["journey.stuck_accounts"]),
        ]),
      );
    });

    test("as many have come to value by a year as the last step before it in REST says", async () => {
      const { page: tab } = await tabOf("maturity");
      const equals = (member: string, value: string) => {
        return { member: `journey_curves.${member}`, operator: "equals", values: [value] };
      };
      const steps = await ask({
        dimensions: ["journey_curves.day"],
        measures: ["journey_curves.arrived_share"],
        filters: [
          ...[equals("segment", "all"), equals("cohort", "all")],
          equals("duration_kind", "time_to_first_value"),
          { member: "journey_curves.day", operator: "lte", values: ["365"] },
        ],
        order: { "journey_curves.day": "desc" },
        limit: 1,
      });
      const part = tab.getByRole("region", { name: "Time to first value" });
      await part.getByText("Show as a table").click();
      const [all] = await tableRows(tab, "Share arrived so many days after the beginning");
      expect(all?.[5]).toBe(percent(Number(steps[0]?.["journey_curves.arrived_share"]), 0));
    });

    test("the moments to act on are as many as REST counts", async () => {
      const { page: tab } = await tabOf("engagement");
      const [row] = await ask({ measures: ["engagement.waiting", "engagement.overdue"] });
      expect(await full(tab, "waiting")).toBe(String(row?.["engagement.waiting"]));
      expect(await full(tab, "overdue")).toBe(String(row?.["engagement.overdue"]));
    });

    test("an account's MRR and its score taken apart are those that REST gives", async () => {
      const { page: tab } = await tabOf("account");
      const equals = (member: string, value: string) => {
        return { member, operator: "equals", values: [value] };
      };
      const [row] = await ask({
        measures: ["accounts.mrr"],
        filters: [equals("accounts.account_id", account)],
      });
      expect(await full(tab, "account-mrr")).toBe(fullMoney(Number(row?.["accounts.mrr"]), "USD"));
      const factors = await ask({
        dimensions: ["health_factors.factor"],
        filters: [
          equals("health_factors.account_id", account),
          equals("health_factors.index", "health"),
        ],
        timeDimensions: during("health_factors.month"),
      });
      const caption = "Factors in Dec 2025, the dearest first, beside Nov 2025";
      expect((await tableRows(tab, caption)).length).toBe(factors.length);
    });

    test("every source's rows are accounted for as REST has them", async () => {
      const { page: tab } = await tabOf("data-quality");
      const sources = await ask({
        dimensions: ["data_quality.source"],
        measures: ["data_quality.rows_read", "data_quality.rows_quarantined"],
        order: { "data_quality.source": "asc" },
      });
      const rows = await tableRows(tab, "Rows read = loaded + quarantined + duplicate + filtered");
      expect(rows.map((cells) => [cells[0], cells[2], cells[4]])).toEqual(
        sources.map((row) => [
          row["data_quality.source"],
          Number(row["data_quality.rows_read"]).toLocaleString("en-US"),
          Number(row["data_quality.rows_quarantined"]).toLocaleString("en-US"),
        ]),
      );
    });

    test("filters go into the address, narrow the figures, and back takes them back", async () => {
      const { page: tab } = await visit(company.browser, addressOf("revenue"));
      await settled(tab);
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
      await tab.close();
    });

    test("another month and the month to compare with are in the address", async () => {
      const { page: tab } = await visit(company.browser, addressOf("revenue", "?month=2025-06"));
      await settled(tab);
      await tab.getByLabel("Compare with").selectOption("2024-06");
      await tab.getByText("since Jun 2024").first().waitFor();
      expect(tab.url()).toContain("compare=2024-06");
      const measured = async (of: string) => {
        const [row] = await ask({
          measures: ["growth.customers"],
          timeDimensions: [{ dimension: "growth.month", dateRange: [of, of] }],
        });
        return Number(row?.["growth.customers"]);
      };
      const gained = (await measured("2025-06-01")) - (await measured("2024-06-01"));
      await tab.getByText(`+${gained} since Jun 2024`, { exact: true }).waitFor();
      await tab.close();
    });

    test("a figure leads to its accounts, which add up to it, and an account to its page", async () => {
      const { page: tab } = await visit(company.browser, addressOf("revenue"));
      await settled(tab);
      await tab.locator("#figure-customers a").click();
      const panel = tab.getByRole("dialog", { name: "Customers in December 2025" });
      const customers = Number(await full(tab, "customers"));
      await panel.getByText(`${customers} accounts; together ${customers}`).waitFor();
      await panel.locator("tbody th a").first().click();
      await tab.getByRole("heading", { level: 1, name: /^Account / }).waitFor();
      await tab.goBack();
      await panel.waitFor();
      await tab.goBack();
      await panel.waitFor({ state: "detached" });
      expect(await full(tab, "customers")).toBe(String(customers));
      await tab.close();
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
      const png = tab.waitForEvent("download");
      await tab.getByRole("button", { name: `PNG: download ${name}` }).click();
      expect((await bytesOf(await png)).subarray(1, 4).toString("latin1")).toBe("PNG");
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

    test("a bound between tiers can be moved, and says what that would take", async () => {
      const { page: tab } = await visit(company.browser, addressOf("customers"));
      await settled(tab);
      const before = await tableRows(tab, "Under the bounds of this month");
      await tab.getByRole("slider").first().focus();
      for (let step = 0; step < 20; step += 1) await tab.keyboard.press("ArrowRight");
      const after = await tableRows(tab, "Under these bounds");
      const sum = (rows: readonly string[][]) =>
        rows.reduce((total, cells) => total + Number(cells[1]), 0);
      expect(sum(after)).toBe(sum(before));
      expect(Number(after[0]?.[1])).toBeGreaterThan(Number(before[0]?.[1]));
      await tab.getByRole("button", { name: "Back to the bounds as they are" }).click();
      expect(await tableRows(tab, "Under the bounds of this month")).toEqual(before);
      await tab.close();
    });

    test("a question that fails says so and can be asked again", async () => {
      const { page: tab } = await visit(company.browser, addressOf("data-quality"));
      await settled(tab);
      const questions = /cubejs-api\/v1\/load/;
      await tab.route(questions, (route) => route.abort());
      await tab.getByRole("link", { name: "Engagement and books" }).click();
      await tab.getByText("The server does not answer").first().waitFor();
      await tab.unroute(questions);
      await tab.getByRole("button", { name: "Try again" }).first().click();
      await tab.getByRole("region", { name: "Moments by kind" }).first().waitFor();
      await tab.close();
    });

    accessCases(() => company);
  },
);
