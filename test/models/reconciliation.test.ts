import { afterEach, expect, test } from "vitest";
import { addAccount, type Company, createCompany } from "./company.js";

let company: Company;
afterEach(() => company.close());

type Stated = readonly [account: string, month: string, mrr: number, vendor?: string, sub?: string];

/** Our MRR beside the vendors', as `account month vendor ours theirs`. */
async function reconciled(stated: readonly Stated[], asOf = "2024-04-01"): Promise<string[]> {
  company = await createCompany({ run: { as_of: asOf } });
  await addAccount(company, "A", [{ started_at: "2024-01-10", mrr: 100 }]);
  await addAccount(company, "B/1", [{ started_at: "2024-02-01", ended_at: "2024-03-15", mrr: 50 }]);
  // 1,000 a year is 83.3333 a month
  await addAccount(company, "C", [
    { started_at: "2024-02-01", amount: 1000, billing_interval: "year" },
  ]);
  for (const [account_id, month, mrr, vendor = "stripe", subscription_id = null] of stated) {
    await company.add("vendor_mrr", { account_id, month, mrr, vendor, subscription_id });
  }
  await company.build();
  const found = await company.rows(
    `select account_id || ' ' || strftime(month, '%Y-%m') || ' ' || vendor || ' ' || mrr || ' '
       || vendor_mrr || ' ' || difference || if(is_equal, ' equal', '')
       || if(is_in_export, '', ' missing') as told
     from marts.mrr_reconciliation order by told`,
  );
  return found.map((row) => String(row.told));
}

test("accounts stand beside the export for the months that it covers", async () => {
  const told = await reconciled([
    ["A", "2024-02-01", 100],
    ["B/1", "2024-02-01", 45.5],
    ["A", "2024-01-31", 100], // the last day of a month is that month too
  ]);
  expect(told).toEqual([
    "A 2024-01 stripe 100.0000 100.0000 0.0000 equal",
    "A 2024-02 stripe 100.0000 100.0000 0.0000 equal",
    "B/1 2024-02 stripe 50.0000 45.5000 4.5000",
    "C 2024-02 stripe 83.3333 0.0000 83.3333 missing",
  ]);
});

test("the parts of an account add up, and vendors stay apart", async () => {
  const told = await reconciled([
    ["A", "2024-01-01", 60, "stripe", "s1"],
    ["A", "2024-01-01", 40, "stripe", "s2"],
    ["A", "2024-01-01", 99, "chartmogul"],
  ]);
  expect(told).toEqual([
    "A 2024-01 chartmogul 100.0000 99.0000 1.0000",
    "A 2024-01 stripe 100.0000 100.0000 0.0000 equal",
  ]);
});

test("what is equal to the cent is equal, and who has left us may still be in the export", async () => {
  const told = await reconciled([
    ["C", "2024-03-01", 83.33],
    ["B/1", "2024-03-01", 50],
  ]);
  expect(told).toEqual([
    "A 2024-03 stripe 100.0000 0.0000 100.0000 missing",
    "B/1 2024-03 stripe 0.0000 50.0000 -50.0000",
    "C 2024-03 stripe 83.3333 83.3300 0.0033 equal",
  ]);
});

test("a month that is open is not compared", async () => {
  expect(await reconciled([["A", "2024-03-01", 100]], "2024-03-31")).toEqual([]);
});

test("the key tells an account, a month and a vendor apart", async () => {
  await reconciled([["B/1", "2024-02-01", 50]]);
  const [row] = await company.rows(
    "select mrr_reconciliation_id as id from marts.mrr_reconciliation where is_equal",
  );
  expect(row).toEqual({ id: "B%2F1/2024-02/stripe" });
});
