import { expect, test } from "vitest";
import { compactChange, compactMoney, nothing, words } from "../../dashboard/format.js";
import type { Reading } from "./figure-cases.js";
import { soon } from "./tab.js";
import { partOf, unfolded } from "./walks.js";

type Asking = Pick<Reading, "tabOf" | "ask">;

const of = (member: string) => `growth.${member}`;

/** Tests that figures which add up two kinds of movements lead to the accounts of both. */
export function bridgeDrillCases({ tabOf, ask }: Asking): void {
  const bridge = "From opening to closing ARR";

  test.each([
    ["New", "mrr_new", "mrr_reactivation"],
    ["Lost", "mrr_churn", "mrr_contraction"],
  ])("the bridge's step %s leads to whom its two movements were of", async (name, one, other) => {
    const { page: tab } = await tabOf("forecast");
    await unfolded(tab, bridge);
    const [row] = await ask({
      measures: [of(one), of(other)],
      timeDimensions: [{ dimension: of("month"), dateRange: ["2025-01-01", "2025-12-01"] }],
    });
    const [first, second] = [Number(row?.[of(one)]), Number(row?.[of(other)])];
    expect(second).not.toBe(0);
    await partOf(tab, bridge)
      .locator("tbody tr")
      .filter({ hasText: new RegExp(`^${name}`) })
      .locator("a")
      .first()
      .click();
    await tab.getByText(`together ${compactMoney(12 * (first + second), "USD")}`).waitFor();
    await tab.goBack();
  });

  test.each([
    "retained",
    "at-risk",
  ])("the headline %s leads to accounts that add up to it", async (id) => {
    const { page: tab } = await tabOf("forecast");
    const way = tab.locator(`#figure-${id} a`);
    const said = await way.textContent();
    await way.click();
    await tab.getByRole("dialog").getByText(`together ${said}`).waitFor();
    await tab.goBack();
  });

  test("under a filter the bridge ends at what REST gives, by way of who moved in or out", async () => {
    const { page: tab } = await tabOf("forecast", "?tier=1");
    await unfolded(tab, bridge);
    const arrOf = async (month: string) => {
      const [row] = await ask({
        measures: [of("arr")],
        filters: [{ member: of("tier"), operator: "equals", values: ["1"] }],
        timeDimensions: [{ dimension: of("month"), dateRange: [month, month] }],
      });
      return compactMoney(Number(row?.[of("arr")]), "USD");
    };
    const levels = [await arrOf("2024-12-01"), await arrOf("2025-12-01")];
    const rows = partOf(tab, bridge).locator("tbody tr");
    for (const [place, arr] of [rows.first(), rows.last()].map(
      (it, at) => [it, levels[at]] as const,
    )) {
      const way = place.locator("td:nth-child(4) a");
      await way.waitFor();
      expect(await way.textContent()).toBe(arr);
      await way.click();
      await tab.getByRole("dialog").getByText(`together ${arr}`).waitFor();
      await tab.goBack();
    }
    const moved = rows.filter({ hasText: /^In or out/ });
    const said = (await moved.locator("td").first().textContent()) ?? "";
    const [one] = await ask({
      measures: [of("arr_in_or_out")],
      filters: [{ member: of("tier"), operator: "equals", values: ["1"] }],
      timeDimensions: [{ dimension: of("month"), dateRange: ["2024-12-01", "2025-12-01"] }],
    });
    const arr = Number(one?.[of("arr_in_or_out")]);
    expect(said).toBe(compactChange(arr, "USD"));
    await moved.locator("a").click();
    await tab
      .getByRole("dialog")
      .getByText(`together ${compactMoney(arr, "USD")}`)
      .waitFor();
    await tab.goBack();
    await partOf(tab, bridge)
      .getByText("Narrowed by what accounts were as each month began.")
      .waitFor();
  });

  test("what was planned of a step, and all of it, leads to the lines in which it was", async () => {
    const { page: tab } = await tabOf("forecast");
    await unfolded(tab, bridge);
    const member = (name: string) => `forecast_waterfall.${name}`;
    const plans = await ask({
      dimensions: ["metric", "period", "path", "line"].map(member),
      measures: [member("forecast")],
      filters: [
        { member: member("kind"), operator: "equals", values: ["plan"] },
        { member: member("segment"), operator: "equals", values: ["all"] },
        { member: member("is_original"), operator: "equals", values: ["true"] },
      ],
      timeDimensions: [{ dimension: member("period"), dateRange: ["2025-01-01", "2025-12-01"] }],
      order: { [member("period")]: "asc" },
    });
    const planned = (metric: string) => plans.filter((row) => row[member("metric")] === metric);
    const total = (metric: string) =>
      planned(metric).reduce((sum, row) => sum + Number(row[member("forecast")]), 0);
    // twelve months of a metric stand below one another in the file
    const lines = (metric: string) => {
      const found = planned(metric).map((row) => Number(row[member("line")]));
      return `${Math.min(...found)}–${Math.max(...found)}`;
    };
    const rows = partOf(tab, bridge).locator("tbody tr");
    const lost = rows.filter({ hasText: /^Lost/ }).locator("td").nth(1);
    expect(await lost.textContent()).toBe(compactChange(-total("churned_arr"), "USD"));
    await lost.locator("a").click();
    const said = tab.locator(".plan-line");
    const file = planned("churned_arr")[0]?.[member("path")];
    await expect
      .poll(() => said.allTextContents(), soon)
      .toEqual([
        `${compactMoney(total("churned_arr"), "USD")} planned for January 2025 to December 2025 in December 2024 by ${file}:${lines("churned_arr")}`,
      ]);
    await tab.goBack();
    const closing = rows.last().locator("td").nth(3);
    await closing.locator("a").click();
    await expect.poll(() => said.count(), soon).toBe(3);
    for (const metric of ["new_arr", "expansion_arr", "churned_arr"]) {
      const name = `${words(metric)}: ${compactMoney(total(metric), "USD")} planned`;
      expect(await said.filter({ hasText: name }).count()).toBe(1);
    }
    await tab.goBack();
  });

  test.each([
    ["against-plan", "planned"],
    ["against-model", "foreseen"],
    ["at-risk", "of longer terms due"],
  ])("what is said below %s leads to whom it is of", async (id, what) => {
    const { page: tab } = await tabOf("forecast");
    const note = tab.locator(`.figure:has(#figure-${id}) .note`);
    expect(await note.textContent()).toContain(what);
    const said = await note.locator("a").textContent();
    await note.locator("a").click();
    const dialog = tab.getByRole("dialog");
    // a plan is of nobody in particular: what came stands below its line
    const shown = id === "against-plan" ? `${said} planned for` : `together ${said}`;
    await dialog.getByText(shown).waitFor();
    await tab.goBack();
  });

  test("a plan of everybody is not laid over a part of them", async () => {
    const { page: tab } = await tabOf("forecast", "?region=EMEA");
    await unfolded(tab, bridge);
    const cells = partOf(tab, bridge).locator("tbody tr td:last-child");
    const unplanned = cells.filter({ hasText: new RegExp(`^${nothing}$`) });
    await unplanned.nth(4).waitFor();
    await tab
      .getByText("Retained, planned, foreseen and how closely: not narrowed by Region.")
      .waitFor();
    expect(await cells.count()).toBe(5);
  });

  test("what moved the forecast of the last closed month leads to the accounts it is of", async () => {
    const { page: tab } = await tabOf("forecast");
    const way = partOf(tab, "What moved the forecast").locator("tbody a").first();
    const moved = (await way.textContent())?.replace("+", "") ?? "";
    await way.click();
    await tab.getByRole("dialog").getByText(`together ${moved}`).waitFor();
    await tab.goBack();
  });
}

/** Tests that what was retained leads to the accounts it is left of, after however many months. */
export function retainedDrillCases({ tabOf, ask }: Asking): void {
  const title = "Retained ARR against plan";

  test.each([
    ["Actual", "2025-05-01", "May 2025"],
    ["Plan", "2025-05-01", "May 2025"],
    ["Actual", "2025-12-01", "Dec 2025"],
  ])("%s of %s leads to whose ARR was retained", async (column, period, name) => {
    const { page: tab } = await tabOf("forecast");
    await unfolded(tab, title);
    const of = (member: string) => `forecast_waterfall.${member}`;
    const equals = (member: string, value: string) => {
      return { member: of(member), operator: "equals", values: [value] };
    };
    const [row] = await ask({
      measures: [of("actual")],
      filters: [
        ...[equals("metric", "retained_arr"), equals("segment", "all")],
        equals("kind", "plan"),
      ],
      timeDimensions: [{ dimension: of("period"), dateRange: [period, period] }],
    });
    const table = partOf(tab, title).locator("table");
    await table.waitFor();
    const titles = await table.locator("thead th").allTextContents();
    const cells = table.locator("tbody tr").filter({ hasText: name }).locator("td");
    await cells
      .nth(titles.indexOf(column) - 1)
      .locator("a")
      .click();
    const together = compactMoney(Number(row?.[of("actual")]), "USD");
    await tab.getByRole("dialog").getByText(`accounts; together ${together}`).waitFor();
    await tab.goBack();
  });
}

/** Tests that what was lost in a month leads to who left and who pays less. */
export function lossDrillCases({ tabOf, ask }: Asking): void {
  test("gross churn leads to whom was lost and who pays less, and back closes it for good", async () => {
    const { page: tab } = await tabOf("revenue");
    const [row] = await ask({
      measures: [of("mrr_churn"), of("mrr_contraction")],
      timeDimensions: [{ dimension: of("month"), dateRange: ["2025-12-01", "2025-12-01"] }],
    });
    const lost = Number(row?.[of("mrr_churn")]) + Number(row?.[of("mrr_contraction")]);
    await tab.locator("#figure-churn-rate a").click();
    const panel = tab.getByRole("dialog");
    await panel.getByText(`together ${compactMoney(lost, "USD")}`).waitFor();
    await tab.keyboard.press("Escape");
    await panel.waitFor({ state: "detached" });
    await tab.goBack();
    expect(await panel.count()).toBe(0);
  });
}
