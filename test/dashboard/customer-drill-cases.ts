import { expect, test } from "vitest";
import { compactMoney, words } from "../../dashboard/format.js";
import { tableRows } from "./browser.js";
import type { Reading } from "./figure-cases.js";
import { partOf, unfolded } from "./walks.js";

const month = "2025-12-01";

/** Tests that figures of customers lead to accounts that add up to what REST gives. */
export function customerDrillCases({ tabOf, ask }: Reading): void {
  test("a step of the Pareto curve leads to the largest customers up to it", async () => {
    const { page: tab } = await tabOf("customers");
    const part = "How much the largest customers hold";
    await unfolded(tab, part);
    const row = partOf(tab, part).locator("tbody tr").nth(1);
    const way = row.locator("a").first();
    const customers = Number(await way.textContent());
    const paid = await ask({
      dimensions: ["account_months.account_id"],
      measures: ["account_months.mrr"],
      filters: [{ member: "account_months.mrr", operator: "gt", values: ["0"] }],
      timeDimensions: [{ dimension: "account_months.month", dateRange: [month, month] }],
    });
    const largest = paid
      .map((one) => Number(one["account_months.mrr"]))
      .sort((left, right) => right - left)
      .slice(0, customers);
    expect(customers).toBeGreaterThan(1);
    expect(customers).toBeLessThan(paid.length);
    await way.click();
    const together = compactMoney(
      largest.reduce((sum, mrr) => sum + mrr, 0),
      "USD",
    );
    await tab.getByText(`${customers} accounts; together ${together}`).waitFor();
    await tab.goBack();
  });

  test("a tier under bounds that are tried leads to its customers, and they add up", async () => {
    const { page: tab } = await tabOf("customers", "?bounds=5 40");
    const of = (member: string) => `account_months.${member}`;
    const paid = await ask({
      dimensions: [of("account_id"), of("tier_rank")],
      measures: [of("arr")],
      filters: [{ member: of("mrr"), operator: "gt", values: ["0"] }],
      timeDimensions: [{ dimension: of("month"), dateRange: [month, month] }],
    });
    // as in tiers.yml: places up to the share of customers, rounded up
    const end = (share: number) => Math.ceil((paid.length * share) / 100);
    const inside = (from: number, to: number) =>
      paid.filter((one) => {
        const rank = Number(one[of("tier_rank")]);
        return rank > end(from) && rank <= end(to);
      });
    const rows = tab.locator(".bounds tbody tr");
    for (const [at, [from, to]] of [
      [0, 5],
      [5, 40],
      [40, 100],
    ].entries()) {
      const own = inside(Number(from), Number(to));
      expect(own.length).toBeGreaterThan(0);
      const together = compactMoney(
        own.reduce((sum, one) => sum + Number(one[of("arr")]), 0),
        "USD",
      );
      const ways = rows.nth(at).locator("td a");
      expect(await ways.first().textContent()).toBe(String(own.length));
      for (const way of [ways.first(), ways.last()]) {
        await way.click();
        await tab.getByText(`${own.length} accounts; together ${together}`).waitFor();
        await tab.goBack();
      }
    }
  });

  test("who came into another quadrant is named, with where from, as REST has it", async () => {
    const of = (member: string) => `quadrants.${member}`;
    const moved = await ask({
      dimensions: [
        ...[of("account_id"), of("quadrant_previous"), of("quadrant"), of("account_arr")],
        of("month"),
      ],
      filters: [{ member: of("has_moved"), operator: "equals", values: ["true"] }],
      order: { [of("month")]: "desc", [of("account_arr")]: "desc" },
    });
    const latest = String(moved[0]?.[of("month")]).slice(0, 7);
    const then = moved.filter((row) => String(row[of("month")]).startsWith(latest));
    const { page: tab } = await tabOf("customers", `?month=${latest}`);
    const rows = await tableRows(tab, "Came into another quadrant since");
    expect(rows.map((cells) => cells.slice(1))).toEqual(
      then
        .slice(0, rows.length)
        .map((row) => [
          words(String(row[of("quadrant_previous")])),
          words(String(row[of("quadrant")])),
          compactMoney(Number(row[of("account_arr")]), "USD"),
        ]),
    );
    const name = `Show all ${then.length}`;
    const more = partOf(tab, "Quadrants").getByRole("button", { name, exact: true });
    expect(await more.count()).toBe(then.length > rows.length ? 1 : 0);
  });

  test("a figure of everybody leads to everybody, under a filter that it does not heed", async () => {
    const { page: tab } = await tabOf("customers", "?region=EMEA");
    const way = partOf(tab, "Tiers").locator("tbody tr").first().locator("a").first();
    const customers = await way.textContent();
    await way.click();
    const panel = tab.getByRole("dialog");
    await panel.getByText(`${customers} accounts; together`).waitFor();
    await panel.getByText("Shows everybody: not narrowed by Region.").waitFor();
    await tab.goBack();
  });
}
