import { expect, test } from "vitest";
import { decimal } from "../../dashboard/format.js";
import type { Reading } from "./figure-cases.js";
import { partOf, unfolded } from "./walks.js";

const equals = (member: string, value: string) => ({ member, operator: "equals", values: [value] });

const counted = (accounts: number) => (accounts === 1 ? "1 account" : `${accounts} accounts`);

/** Tests that figures of the journey lead to accounts that add up to what REST gives. */
export function maturityDrillCases({ tabOf, ask }: Reading): void {
  const part = "Time to first value";
  const curve = (member: string) => `journey_curves.${member}`;

  /** How many are counted by a curve of first value, and how many have arrived by a day. */
  async function counts(segment: string, cohort: string, day: number) {
    const steps = await ask({
      dimensions: [curve("day")],
      measures: [curve("accounts"), curve("arrivals")],
      filters: [
        ...[equals(curve("segment"), segment), equals(curve("cohort"), cohort)],
        equals(curve("duration_kind"), "time_to_first_value"),
      ],
    });
    const arrived = steps
      .filter((step) => Number(step[curve("day")]) <= day)
      .reduce((sum, step) => sum + Number(step[curve("arrivals")]), 0);
    return { accounts: Number(steps[0]?.[curve("accounts")]), arrived };
  }

  test.each([
    ["Everybody", "all"],
    ["2024", "2024"],
  ])("the curve of %s leads to whom it counts and who arrived by a day", async (name, cohort) => {
    const { page: tab } = await tabOf("maturity");
    await unfolded(tab, part);
    const row = partOf(tab, part)
      .locator("tbody tr")
      .filter({ has: tab.getByRole("rowheader", { name, exact: true }) });
    const { accounts, arrived } = await counts("all", cohort, 180);
    expect(arrived).toBeGreaterThan(0);
    expect(accounts).toBeGreaterThan(arrived);
    await row.locator("td").nth(0).locator("a").click();
    await tab.getByText(`${accounts} accounts; together ${accounts}`).waitFor();
    await tab.goBack();
    await row.locator("td").nth(3).locator("a").click();
    const panel = tab.getByRole("dialog");
    await panel.getByText(`${counted(arrived)}; over all of them`).waitFor();
    await panel.locator("tbody tr").first().waitFor();
    const days = await panel.locator("tbody tr td:nth-child(2)").allTextContents();
    expect(days.every((each) => Number(each) <= 180)).toBe(true);
    await tab.goBack();
  });

  test("a curve of a segment leads to those who were in it as they began", async () => {
    const { page: tab } = await tabOf("maturity", "?curves=segment");
    await unfolded(tab, part);
    const row = partOf(tab, part)
      .locator("tbody tr")
      .filter({ has: tab.getByRole("rowheader", { name: "Europe, Middle East and Africa" }) });
    const { accounts } = await counts("emea", "all", 90);
    await row.locator("td").nth(0).locator("a").click();
    await tab.getByText(`${accounts} accounts; together ${accounts}`).waitFor();
    await tab.goBack();
  });

  test("a click into the curves leads to who had arrived by that day", async () => {
    const { page: tab } = await tabOf("maturity");
    await partOf(tab, part).locator(".chart canvas").click();
    const panel = tab.getByRole("dialog", { name: /: arrived by [\d,]+ days$/ });
    await panel.waitFor();
    const title = await panel.getByRole("heading", { level: 2 }).textContent();
    const day = Number(title?.match(/by ([\d,]+) days/)?.[1]?.replace(",", ""));
    const { arrived } = await counts("all", "all", day);
    await panel.getByText(`${arrived} accounts; over all of them`).waitFor();
    await tab.goBack();
  });

  test("how long a way takes leads to who began it and who arrived", async () => {
    const { page: tab } = await tabOf("maturity");
    const of = (member: string) => `journey_durations.${member}`;
    const [way] = await ask({
      dimensions: [of("from_position"), of("to_position")],
      measures: [of("n"), of("reached")],
      filters: [equals(of("segment"), "all")],
      order: { [of("from_position")]: "asc", [of("to_position")]: "asc" },
      limit: 1,
    });
    const row = partOf(tab, "How long it takes").locator("tbody tr").first();
    const [n, reached] = [Number(way?.[of("n")]), Number(way?.[of("reached")])];
    await row.locator("td").nth(1).locator("a").click();
    await tab.getByText(`${n} accounts; together ${n}`).waitFor();
    await tab.goBack();
    await row.locator("td").nth(2).locator("a").click();
    await tab.getByText(`${reached} accounts; over all of them`).waitFor();
    await tab.goBack();
  });

  test("milestones reached, overdue and not due yet lead to whose they are", async () => {
    const { page: tab } = await tabOf("maturity");
    const of = (member: string) => `journey_milestones.${member}`;
    const [first] = await ask({
      dimensions: [of("milestone"), of("position")],
      measures: [of("reached"), of("overdue"), of("not_due"), of("mean_days_from_start")],
      order: { [of("position")]: "asc" },
      limit: 1,
    });
    await unfolded(tab, "Milestones");
    const row = partOf(tab, "Milestones").locator("tbody tr").first();
    for (const [place, member] of ["reached", "overdue", "not_due"].entries()) {
      const found = Number(first?.[of(member)]);
      if (found === 0) continue;
      await row.locator("td").nth(place).locator("a").click();
      await tab.getByText(`${counted(found)}; together ${found}`).waitFor();
      await tab.goBack();
    }
    await row.locator("td").nth(3).locator("a").click();
    const mean = decimal(Number(first?.[of("mean_days_from_start")]), 2);
    await tab.getByText(`over all of them ${mean}`).waitFor();
    await tab.goBack();
  });
}
