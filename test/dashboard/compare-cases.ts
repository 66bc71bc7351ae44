import { expect, test } from "vitest";
import { compactMoney } from "../../dashboard/format.js";
import { earlierRun } from "./company.js";
import type { Reading } from "./figure-cases.js";
import { full, soon } from "./tab.js";

const month = "2025-12-01";
const during = (dimension: string, of = month) => [{ dimension, dateRange: [of, of] }];

/** Tests of what figures are compared with, and of what is not there to be compared with. */
export function compareCases({ tabOf, ask }: Reading): void {
  test("another month and the month to compare with are in the address", async () => {
    const { page: tab } = await tabOf("revenue", "?month=2025-06");
    await tab.getByLabel("Compare with").selectOption("2024-06");
    await tab.getByText("since Jun 2024").first().waitFor();
    expect(tab.url()).toContain("compare=2024-06");
    const measured = async (of: string) => {
      const asked = { measures: ["growth.customers"], timeDimensions: during("growth.month", of) };
      const [row] = await ask(asked);
      return Number(row?.["growth.customers"]);
    };
    const gained = (await measured("2025-06-01")) - (await measured("2024-06-01"));
    await tab.getByText(`+${gained} since Jun 2024`, { exact: true }).waitFor();
    // every figure of the month says how it differs
    expect(await tab.locator(".figure .note", { hasText: "since Jun 2024" }).count()).toBe(5);
  });

  test("figures say how they differ from an earlier build, which stays in the address", async () => {
    const { page: tab } = await tabOf("revenue");
    await tab.getByLabel("Compare with").selectOption(earlierRun);
    const note = (id: string) => tab.locator(`.figure:has(#figure-${id}) .note`);
    const named = "since the build of 31 Dec 2025";
    // the largest customer had not paid in that build; what it pays is in REST
    await expect.poll(() => note("customers").textContent(), soon).toBe(`+1 ${named}`);
    const mrr = async (run?: string) => {
      const asked = { measures: ["growth.arr"], timeDimensions: during("growth.month") };
      const [row] = await ask(asked, run);
      return Number(row?.["growth.arr"]);
    };
    const moved = compactMoney((await mrr()) - (await mrr(earlierRun)), "USD");
    expect(await note("arr").textContent()).toBe(`+${moved} ${named}`);
    await tab.getByRole("link", { name: "Engagement and books" }).click();
    const overdue = await full(tab, "overdue");
    await expect.poll(() => note("overdue").textContent(), soon).toContain(`+${overdue} ${named}`);
    expect(tab.url()).toContain(`build=${earlierRun}`);
    // no forecast was another, and none may be without a word on it
    await tab.getByRole("link", { name: "Forecast" }).click();
    await expect.poll(() => tab.locator(".figure .note", { hasText: named }).count(), soon).toBe(6);
    await tabOf("revenue", "?build=20250101T060000Z-0001");
    await tab.getByText("nothing to compare with").first().waitFor();
    const chosen = tab.getByLabel("Compare with").locator("option:checked");
    await expect.poll(() => chosen.textContent(), soon).toBe("no longer kept");
    await tab.getByText("The build of run 20250101T060000Z-0001 is not among").waitFor();
    await tab.getByLabel("Compare with").selectOption("2025-10");
    await tab.getByText("since Oct 2025").first().waitFor();
    expect(await tab.getByText("is not among").count()).toBe(0);
  });
}
