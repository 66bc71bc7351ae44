import { expect, test } from "vitest";
import { compactMoney } from "../../dashboard/format.js";
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
}
