import type { Locator, Page } from "playwright-core";
import { expect, test } from "vitest";
import { compactMoney, percent, shortMonth } from "../../dashboard/format.js";
import { customerDrillCases } from "./customer-drill-cases.js";
import { engagementDrillCases } from "./engagement-drill-cases.js";
import type { Reading } from "./figure-cases.js";
import { forecastFileCases } from "./forecast-file-cases.js";
import { forecastMetricCases } from "./forecast-metric-cases.js";
import { bridgeDrillCases, lossDrillCases, retainedDrillCases } from "./growth-drill-cases.js";
import { healthDrillCases } from "./health-drill-cases.js";
import { maturityDrillCases } from "./maturity-drill-cases.js";
import { type Name, soon } from "./tab.js";
import { partOf, unfolded } from "./walks.js";

const month = "2025-12-01";
const on = (dimension: string, day: string) => ({ dimension, dateRange: [day, day] });
const equals = (member: string, value: string) => ({ member, operator: "equals", values: [value] });

/** Tests that cells of tables lead to accounts that add up to what REST gives. */
export const drillCases: Partial<Record<Name, (reading: Reading) => void>> = {
  forecast: ({ tabOf, ask }) => {
    bridgeDrillCases({ tabOf, ask });
    forecastFileCases({ tabOf });
    forecastMetricCases({ tabOf });
    retainedDrillCases({ tabOf, ask });

    async function foreseen(metric: string, vintage: string, period = month): Promise<number> {
      const of = (member: string) => `forecast_waterfall.${member}`;
      const [row] = await ask({
        measures: [of("forecast")],
        filters: [
          ...[equals(of("metric"), metric), equals(of("kind"), "model")],
          equals(of("segment"), "all"),
        ],
        timeDimensions: [on(of("vintage"), vintage), on(of("period"), period)],
      });
      return Number(row?.[of("forecast")]);
    }

    test("a cell of the vintage triangle leads by keys to whom it was foreseen of, and back", async () => {
      const { page: tab } = await tabOf("forecast");
      const part = partOf(tab, "The vintage triangle");
      await part.getByLabel("Metric").selectOption("churned_arr");
      const way = part
        .getByRole("row", { name: /^Jun 2025 (?!replan)/ })
        .locator('td[title*="Dec 2025"] a');
      await way.focus();
      await tab.keyboard.press("Enter");
      const name = "Churned ARR foreseen for December 2025 in June 2025";
      const panel = tab.getByRole("dialog", { name });
      const together = compactMoney(await foreseen("churned_arr", "2025-06-01"), "USD");
      await panel.getByText(`accounts; together ${together}`).waitFor();
      await tab.keyboard.press("Escape");
      await panel.waitFor({ state: "detached" });
      await way.click();
      await panel.waitFor();
      await tab.goBack();
      await panel.waitFor({ state: "detached" });
    });

    test("beside what was foreseen of an account stands what it came to, once that is known", async () => {
      const { page: tab } = await tabOf("forecast");
      const part = partOf(tab, "The vintage triangle");
      await part.getByLabel("Metric").selectOption("grr");
      const row = part.getByRole("row", { name: /^Nov 2025/ });
      await row.locator('td[title*="for Dec 2025"] a').click();
      const kept = percent(await foreseen("grr", "2025-11-01"));
      await tab.getByText(`accounts; over all of them ${kept}`).waitFor();
      const first = tab.getByRole("dialog").locator("tbody tr").first();
      const link = await first.locator("th a").getAttribute("href");
      const account = link?.match(/account\/([^?]+)/)?.[1] ?? "";
      const [came] = await ask({
        measures: ["account_months.arr"],
        filters: [equals("account_months.account_id", account)],
        timeDimensions: [on("account_months.month", month)],
      });
      const arr = compactMoney(Number(came?.["account_months.arr"]), "USD");
      await expect.poll(() => first.locator("td").nth(1).textContent(), soon).toBe(arr);
      await tab.goBack();
      await row.locator('td[title*="for Jan 2026"] a').click();
      const titles = tab.getByRole("dialog").locator("thead th");
      await expect.poll(() => titles.count(), soon).toBe(6);
      await tab.goBack();
    });

    test("of what was planned the cells lead to whom it came from, and before that to its line in a file", async () => {
      const { page: tab } = await tabOf("forecast");
      const part = partOf(tab, "The vintage triangle");
      await part.getByLabel("Metric").selectOption("new_arr");
      const plans = part.getByRole("row", { name: / plan/ });
      await plans.locator('td[title*="for Dec 2025"] a').first().click();
      const name = "New and reactivated ARR, December 2025";
      const panel = tab.getByRole("dialog", { name });
      const of = (member: string) => `forecast_waterfall.${member}`;
      const [came] = await ask({
        measures: [of("actual")],
        filters: [
          ...[equals(of("metric"), "new_arr"), equals(of("kind"), "plan")],
          equals(of("segment"), "all"),
        ],
        timeDimensions: [on(of("period"), month)],
      });
      const arr = compactMoney(Number(came?.[of("actual")]), "USD");
      await panel.getByText(`together ${arr}`).waitFor();
      await tab.goBack();
      // nobody can have come before the month has begun
      const ahead = plans.locator('td[title*="for Jan 2026"] a').first();
      expect(await lineBehind(tab, ahead)).toEqual(await planned("new_arr"));
      await tab.getByText("No account is behind this figure.").waitFor();
      await tab.goBack();
      // of those who were there before, the newest vintage expects something
      await part.getByLabel("Metric").selectOption("churned_arr");
      await tab.getByText(/^Loading/).waitFor({ state: "detached" });
      expect(await lineBehind(tab, ahead)).toEqual(await planned("churned_arr"));
      const foreseenNow = await foreseen("churned_arr", month, "2026-01-01");
      await tab.getByText(`; together ${compactMoney(foreseenNow, "USD")}`).waitFor();
      await tab.goBack();
    });

    test("what was planned of a month, and what the year began with, lead to where they come from", async () => {
      const { page: tab } = await tabOf("forecast");
      const part = "Retained ARR against plan";
      await unfolded(tab, part);
      const row = partOf(tab, part)
        .locator("tbody tr")
        .filter({ has: tab.getByRole("rowheader", { name: shortMonth(month) }) });
      const of = (member: string) => `forecast_waterfall.${member}`;
      const [plan] = await ask({
        dimensions: [of("path"), of("line")],
        filters: [
          ...[equals(of("metric"), "retained_arr"), equals(of("kind"), "plan")],
          equals(of("segment"), "all"),
        ],
        timeDimensions: [on(of("period"), month)],
      });
      const line = await lineBehind(tab, row.locator("td").first().locator("a"));
      expect(line).toEqual([`${plan?.[of("path")]}:${plan?.[of("line")]}`]);
      await tab.goBack();
      const bridge = "From opening to closing ARR";
      await unfolded(tab, bridge);
      const [began] = await ask({
        measures: ["growth.arr"],
        timeDimensions: [on("growth.month", "2024-12-01")],
      });
      await partOf(tab, bridge).locator("tbody tr").first().locator("a").click();
      const panel = tab.getByRole("dialog", { name: "ARR in December 2024" });
      const arr = compactMoney(Number(began?.["growth.arr"]), "USD");
      await panel.getByText(`; together ${arr}`).waitFor();
      await tab.goBack();
    });

    test("the churn that was foreseen and that came lead to whose they are", async () => {
      const { page: tab } = await tabOf("forecast");
      const part = "Why the forecast was out";
      await unfolded(tab, part);
      const of = (member: string) => `forecast_variance.${member}`;
      const [row] = await ask({
        measures: [of("churn_forecast"), of("churn_actual")],
        timeDimensions: [on(of("vintage"), "2025-11-01"), on(of("period"), month)],
      });
      const steps = partOf(tab, part).locator("details tbody tr");
      for (const [step, member] of [
        [steps.first(), "churn_forecast"],
        [steps.last(), "churn_actual"],
      ] as const) {
        await step.locator("a").click();
        const churned = compactMoney(Number(row?.[of(member)]), "USD");
        await tab.getByText(`; together ${churned}`).waitFor();
        await tab.goBack();
      }
    });

    /** The plan of a metric for the first open month: its file and line. */
    async function planned(metric: string): Promise<readonly string[]> {
      const of = (member: string) => `forecast_waterfall.${member}`;
      const [row] = await ask({
        dimensions: [of("path"), of("line")],
        filters: [
          ...[equals(of("metric"), metric), equals(of("segment"), "all")],
          equals(of("kind"), "plan"),
        ],
        timeDimensions: [on(of("period"), "2026-01-01")],
      });
      return [`${row?.[of("path")]}:${row?.[of("line")]}`];
    }

    /** Opens what is behind a plan, and reads the line it says it was planned in. */
    async function lineBehind(tab: Page, way: Locator): Promise<readonly string[]> {
      await way.click();
      const line = tab.locator(".plan-line code");
      await line.waitFor();
      return line.allTextContents();
    }

    test("months ahead lead to what was foreseen of the month so many months before", async () => {
      const { page: tab } = await tabOf("forecast");
      await unfolded(tab, "How good the forecasts were");
      const rows = partOf(tab, "How good the forecasts were").locator("tbody tr");
      const third = rows.filter({ has: tab.getByRole("rowheader", { name: "3", exact: true }) });
      await third.first().locator("a").first().focus();
      await tab.keyboard.press("Enter");
      const name = "Retained ARR foreseen for December 2025 in September 2025";
      const panel = tab.getByRole("dialog", { name });
      const together = compactMoney(await foreseen("retained_arr", "2025-09-01"), "USD");
      await panel.getByText(`accounts; together ${together}`).waitFor();
      await tab.keyboard.press("Escape");
      await panel.waitFor({ state: "detached" });
      await partOf(tab, "How good the forecasts were").locator(".chart canvas").click();
      const clicked = /^Retained ARR foreseen for December 2025 in \w+ 202[45]$/;
      await tab.getByRole("dialog", { name: clicked }).waitFor();
      await tab.goBack();
    });
  },

  health: healthDrillCases,

  maturity: maturityDrillCases,

  revenue: ({ tabOf, ask }) => {
    lossDrillCases({ tabOf, ask });

    test("a cell of the cohort triangle leads by keys to all of the cohort, lost or not, and back", async () => {
      const { page: tab } = await tabOf("revenue");
      const part = partOf(tab, "Cohorts: what is left of each first month");
      // since the first month there is of the company: the longest row
      const way = part.locator("tbody tr").first().locator("td a").nth(3);
      const title = (await part.locator("tbody td:has(a)").nth(3).getAttribute("title")) ?? "";
      const [, began = "", since = ""] = title.match(/^(\w+ \d+) after (\d+) months/) ?? [];
      const rows = await ask({
        dimensions: ["cohorts.cohort_month", "cohorts.months_since"],
        measures: ["cohorts.accounts", "cohorts.mrr_now"],
        filters: [equals("cohorts.months_since", since), equals("cohorts.segment", "all")],
        order: { "cohorts.cohort_month": "asc" },
        limit: 1,
      });
      const [cohort] = rows;
      expect(shortMonth(String(cohort?.["cohorts.cohort_month"]).slice(0, 10))).toBe(began);
      await way.focus();
      await tab.keyboard.press("Enter");
      const now = compactMoney(Number(cohort?.["cohorts.mrr_now"]), "USD");
      const accounts = Number(cohort?.["cohorts.accounts"]);
      const counted = accounts === 1 ? "1 account" : `${accounts} accounts`;
      await tab.getByText(`${counted}; together ${now}`).waitFor();
      const lines = tab.getByRole("dialog").locator("tbody tr");
      expect(await lines.count()).toBe(Math.min(50, accounts));
      await tab.keyboard.press("Escape");
      await tab.getByRole("dialog").waitFor({ state: "detached" });
      await way.click();
      await lines.first().waitFor();
      await tab.goBack();
      await tab.getByRole("dialog").waitFor({ state: "detached" });
    });

    test("a cell of a segment's cohort leads to whom it began with, and what they pay since", async () => {
      const { page: tab } = await tabOf("revenue", "?segment=emea");
      const [cohort] = await ask({
        dimensions: ["cohorts.cohort_month"],
        measures: ["cohorts.accounts", "cohorts.mrr_start"],
        filters: [equals("cohorts.months_since", "3"), equals("cohorts.segment", "emea")],
        order: { "cohorts.cohort_month": "asc" },
        limit: 1,
      });
      const part = partOf(tab, "Cohorts: what is left of each first month");
      await part.locator("tbody tr").first().locator("td a").first().click();
      const began = compactMoney(Number(cohort?.["cohorts.mrr_start"]), "USD");
      const accounts = Number(cohort?.["cohorts.accounts"]);
      const counted = accounts === 1 ? "1 account" : `${accounts} accounts`;
      await tab.getByText(`${counted}; together ${began}`).waitFor();
      const titles = tab.getByRole("dialog").locator("thead th");
      await expect.poll(() => titles.nth(2).textContent(), soon).toMatch(/^ARR in /);
      await tab.goBack();
    });
  },

  customers: customerDrillCases,

  engagement: engagementDrillCases,
  "data-quality": ({ tabOf }) => {
    test("counts of rows lead by keys to the part that shows them, and back leads back", async () => {
      const { page: tab } = await tabOf("data-quality");
      const total = partOf(tab, "Sources").locator("tfoot td");
      const focused = () => tab.evaluate(`document.activeElement?.getAttribute("data-part")`);
      // files, rows read, loaded, quarantined and duplicate of all sources
      for (const [place, shows] of [
        [0, "Newest files"],
        [1, "Newest files"],
        [2, "Newest files"],
        [3, "Rows in quarantine"],
        [4, "Newest files"],
      ] as const) {
        await total.nth(place).locator("a").focus();
        await tab.keyboard.press("Enter");
        await expect.poll(focused, soon).toBe(shows);
        expect(tab.url()).toContain(`part=${encodeURIComponent(shows).replaceAll("%20", "+")}`);
        await tab.goBack();
        await expect.poll(() => tab.url(), soon).not.toContain("part=");
      }
      await partOf(tab, "Runs").locator("tbody tr a").first().click();
      await expect.poll(focused, soon).toBe("Sources");
      await tab.goBack();
    });
  },
};
