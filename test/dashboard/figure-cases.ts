import { expect, test } from "vitest";
import { compactMoney, fullMoney, percent, words } from "../../dashboard/format.js";
import { accountCases } from "./account-cases.js";
import { tableRows, type Visit } from "./browser.js";
import type { Row } from "./company.js";
import { storyCases } from "./story-cases.js";
import { full, type Name, soon } from "./tab.js";

/** What the tests of a page's figures work with. */
export interface Reading {
  /** The page, shown in the one tab of the tests that only read. */
  readonly tabOf: (name: Name, search?: string) => Promise<Visit>;
  /** Asks REST of the same server, of the published build unless a run is named. */
  readonly ask: (query: object, run?: string) => Promise<readonly Row[]>;
  /** The account whose page is shown. */
  readonly account: () => string;
}

const month = "2025-12-01";
const during = (dimension: string) => [{ dimension, dateRange: [month, month] }];

/** Tests that the figures of a page are those of REST, while the page is open. */
export const figureCases: Partial<Record<Name, (reading: Reading) => void>> = {
  revenue: ({ tabOf, ask }) => {
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
  },

  forecast: ({ tabOf, ask }) => {
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
      await tab.locator("#figure-retained a").click();
      const retained = compactMoney(Number(row?.["forecast_waterfall.actual"]), "USD");
      await tab.getByText(`; together ${retained}`).waitFor();
      await tab.goBack();
      // 12 times the MRR of a year before that is not retained, of those who failed the plan
      const [lost] = await ask({
        measures: ["retention.mrr_not_retained"],
        filters: [{ member: "retention.window_months", operator: "equals", values: ["12"] }],
        timeDimensions: during("retention.month"),
      });
      const notRetained = Number(lost?.["retention.mrr_not_retained"]);
      await tab.locator("#figure-against-plan a").click();
      await tab.getByText(`; together ${compactMoney(notRetained, "USD")}`).waitFor();
      await tab.goBack();
      const foreseen = tab.locator(".figure:has(#figure-against-model) .note");
      const said = await foreseen.locator("a").textContent();
      await tab.locator("#figure-against-model a").click();
      await tab.getByText(`; together ${said}`).waitFor();
      await tab.goBack();
      const share = Number(row?.["forecast_waterfall.variance_pct"]);
      const shown = Number.parseFloat(
        String(await full(tab, "against-plan")).replace("\u2212", "-"),
      );
      expect(shown).toBeCloseTo(share * 100, 4);
    });
  },

  customers: ({ tabOf, ask }) => {
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
  },

  health: ({ tabOf, ask }) => {
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
      await tab.getByLabel("Across").selectOption("tier");
      await tab
        .getByRole("columnheader", { name: "Companies of 1,000 people and more" })
        .waitFor({ state: "detached" });
      const rows = await tableRows(tab, "Mean score, 0 to 100, of n customers in December 2025");
      const shown = rows.find(([element]) => element === "Experience")?.[2];
      const score = Math.round(Number(row?.["health_factors.weighed_score"]));
      expect(shown).toBe(`${score} n ${row?.["health_factors.scored_accounts"]}`);
    });

    test("an element in a segment of segments.yml is REST's, and so are the accounts behind", async () => {
      const { page: tab } = await tabOf("health");
      const heat = tab.getByRole("region", { name: "Which element is weak, and where" });
      await heat.locator("tbody tr").first().waitFor();
      const head = await heat.locator("thead th").allTextContents();
      const titles = [
        "Europe, Middle East and Africa",
        "Companies of 1,000 people and more",
        "Accounts with a person to call",
      ];
      expect(head.slice(1)).toEqual(["Everybody", ...titles]);
      const offered = await tab
        .getByRole("form", { name: "Filters" })
        .getByLabel("Segment")
        .locator("option")
        .allTextContents();
      expect(offered).toEqual(["All", ...titles.toSorted()]);
      const [row] = await ask({
        measures: ["health_factors.weighed_score", "health_factors.scored_accounts"],
        filters: [
          { member: "health_factors.index", operator: "equals", values: ["health"] },
          { member: "health_factors.element", operator: "equals", values: ["experience"] },
          {
            member: "health_factors.segments",
            operator: "contains",
            values: ["/large_companies/"],
          },
        ],
        timeDimensions: during("health_factors.month"),
      });
      const [score, scored] = ["weighed_score", "scored_accounts"].map((measure) =>
        Number(row?.[`health_factors.${measure}`]),
      );
      const cell = heat
        .getByRole("row", { name: /^Experience/ })
        .locator("td")
        .nth(2);
      expect(await cell.textContent()).toBe(`${Math.round(score ?? 0)} n ${scored}`);
      await cell.getByRole("link").click();
      await tab.getByText(`${scored} accounts; over all of them ${score?.toFixed(1)}`).waitFor();
      const drill = `Experience, ${titles[1]}, in December 2025`;
      expect(await tab.getByRole("dialog", { name: drill, exact: true }).count()).toBe(1);
      await tab.goBack();
    });
  },

  maturity: ({ tabOf, ask }) => {
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
  },

  engagement: ({ tabOf, ask }) => {
    test("the moments to act on are as many as REST counts", async () => {
      const { page: tab } = await tabOf("engagement");
      const [row] = await ask({ measures: ["engagement.waiting", "engagement.overdue"] });
      expect(await full(tab, "waiting")).toBe(String(row?.["engagement.waiting"]));
      expect(await full(tab, "overdue")).toBe(String(row?.["engagement.overdue"]));
    });
  },

  account: (reading) => {
    accountCases(reading);
    storyCases(reading);
  },

  "data-quality": ({ tabOf, ask }) => {
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
          words(String(row["data_quality.source"])),
          Number(row["data_quality.rows_read"]).toLocaleString("en-US"),
          Number(row["data_quality.rows_quarantined"]).toLocaleString("en-US"),
        ]),
      );
    });
  },
};
