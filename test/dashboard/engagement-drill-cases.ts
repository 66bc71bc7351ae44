import type { Locator } from "playwright-core";
import { expect, test } from "vitest";
import { compactMoney, count, decimal } from "../../dashboard/format.js";
import type { Reading } from "./figure-cases.js";
import { partOf, unfolded } from "./walks.js";

const month = "2025-12-01";
const equals = (member: string, value: string) => ({ member, operator: "equals", values: [value] });
const dollars = (value: number) => compactMoney(value, "USD");

/** Tests that figures of books and of arrangements lead to accounts that add up to what REST gives. */
export function engagementDrillCases({ tabOf, ask }: Reading): void {
  async function leadsTo(way: Locator, sum: string): Promise<void> {
    await way.click();
    const dialog = way.page().getByRole("dialog");
    await dialog.getByText(`together ${sum}`, { exact: false }).waitFor();
    expect(await dialog.locator("#drill-sum").textContent()).toMatch(/^\d+ accounts?; together /);
    await way.page().goBack();
    await dialog.waitFor({ state: "detached" });
  }

  test("what an arrangement would take leads to whom it takes hours for and leaves without a person", async () => {
    const of = (member: string) => `coverage.${member}`;
    const options = await ask({
      dimensions: [of("option"), of("title")],
      measures: ["hours_needed", "customers_uncovered", "arr_uncovered"].map(of),
    });
    const [asIs] = options.filter((row) => row[of("option")] === "as_is");
    const other = options.find((row) => row[of("hours_needed")] !== asIs?.[of("hours_needed")]);
    const { page: tab } = await tabOf("engagement");
    const part = partOf(tab, "What other arrangements would take");
    for (const row of [asIs, other]) {
      const title = String(row?.[of("title")]);
      const cells = part
        .locator("tbody tr")
        .filter({ has: tab.getByRole("rowheader", { name: title, exact: true }) })
        .locator("td");
      const hours = decimal(Number(row?.[of("hours_needed")]), 2);
      await leadsTo(cells.nth(0).locator("a"), hours);
      await leadsTo(cells.nth(2).locator("a"), hours);
      await leadsTo(cells.nth(4).locator("a"), count(Number(row?.[of("customers_uncovered")])));
      await leadsTo(cells.nth(5).locator("a"), dollars(Number(row?.[of("arr_uncovered")])));
    }
    await part.locator("tbody td").nth(1).locator("a").click();
    const focused = "document.activeElement?.getAttribute('data-part')";
    await expect.poll(() => tab.evaluate(focused)).toBe("Load of each book");
  });

  test("a book leads to its accounts, those in onboarding and the hours that they take", async () => {
    const of = (member: string) => `csm_books.${member}`;
    const [book] = await ask({
      dimensions: [of("csm_id")],
      measures: ["accounts", "accounts_onboarding", "arr", "hours_needed"].map(of),
      timeDimensions: [{ dimension: of("month"), dateRange: [month, month] }],
      order: { [of("accounts_onboarding")]: "desc", [of("hours_needed")]: "desc" },
      limit: 1,
    });
    const [csm] = await ask({
      dimensions: ["accounts.csm_name"],
      filters: [equals("accounts.csm_id", String(book?.[of("csm_id")]))],
    });
    const { page: tab } = await tabOf("engagement");
    await unfolded(tab, "Load of each book");
    const name = String(csm?.["accounts.csm_name"]);
    const cells = partOf(tab, "Load of each book")
      .locator("tbody tr")
      .filter({ has: tab.getByRole("rowheader", { name, exact: true }) })
      .locator("td");
    const said = (member: string) => count(Number(book?.[of(member)]));
    await leadsTo(cells.nth(0).locator("a"), said("accounts"));
    await leadsTo(cells.nth(1).locator("a"), said("accounts_onboarding"));
    await leadsTo(cells.nth(2).locator("a"), dollars(Number(book?.[of("arr")])));
    await leadsTo(cells.nth(3).locator("a"), decimal(Number(book?.[of("hours_needed")]), 2));
  });

  test("what objectives are worth leads to whom they are worth it", async () => {
    const [all] = await ask({ measures: ["objectives.value"] });
    const { page: tab } = await tabOf("engagement");
    const worth = dollars(Number(all?.["objectives.value"]));
    await leadsTo(tab.locator(".note a", { hasText: worth }), worth);
  });
}
