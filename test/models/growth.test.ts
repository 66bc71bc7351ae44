import { afterAll, beforeAll, expect, test } from "vitest";
import { addAccount, type Company, createCompany } from "./company.js";

let company: Company;
afterAll(() => company.close());

const growth = (where: string, columns: string, group = "") =>
  company.rows(
    `select ${columns} from marts.growth_months where ${where}
     ${group === "" ? "" : `group by ${group} order by ${group}`}`,
  );

beforeAll(async () => {
  company = await createCompany({ run: { as_of: "2024-08-15", lifetime_months: 3 } });
  await addAccount(company, "stays", [{ started_at: "2024-01-01", mrr: 100, plan: "pro" }]);
  await addAccount(company, "leaves", [
    { started_at: "2024-01-01", ended_at: "2024-05-10", mrr: 60, plan: "pro" },
  ]);
  await addAccount(company, "moves", [
    { started_at: "2024-01-01", ended_at: "2024-07-05", mrr: 40, plan: "basic" },
    { started_at: "2024-07-05", mrr: 90, plan: "pro" },
  ]);
  await addAccount(company, "begins", [{ started_at: "2024-07-20", mrr: 30, plan: "basic" }]);
  await company.add("accounts", { account_id: "late", region: "EMEA", valid_from: "2024-01-01" });
  await company.add("accounts", { account_id: "late", region: "APAC", valid_from: "2024-06-10" });
  await company.add("subscriptions", {
    subscription_id: "L",
    account_id: "late",
    started_at: "2024-05-01",
    mrr: 10,
    plan: "basic",
  });
  await company.build();
});

test("a month's movements fall into the slice the account was in when it began", async () => {
  // July: moves was basic (+50), begins is new and takes its first plan (+30)
  const columns = `plan, sum(mrr_opening) as opening, sum(mrr_new) as new,
    sum(mrr_expansion) as expansion`;
  expect(await growth("month = '2024-07-01'", columns, "plan")).toEqual([
    { plan: "basic", opening: "50.0000", new: "30.0000", expansion: "50.0000" },
    { plan: "pro", opening: "100.0000", new: "0.0000", expansion: "0.0000" },
  ]);
});

test("a churned account is in the slice that it left, then and afterwards", async () => {
  const columns = "plan, tier, is_lost, mrr_churn";
  // at the end of April 100, 60 and 40: ceil(0.1 × 3) = 1 and ceil(0.3 × 3) = 1
  expect(await growth("account_id = 'leaves' and month = '2024-05-01'", columns)).toEqual([
    { plan: "pro", tier: 3, is_lost: true, mrr_churn: "-60.0000" },
  ]);
  expect(await growth("account_id = 'leaves' and month = '2024-07-01'", columns)).toEqual([
    { plan: "pro", tier: 3, is_lost: false, mrr_churn: "0.0000" },
  ]);
});

test("an attribute that changes inside a month counts from the next one on", async () => {
  const found = await growth("account_id = 'late'", "strftime(month, '%m') as month, region");
  expect(found.sort((left, right) => (String(left.month) < String(right.month) ? -1 : 1))).toEqual([
    { month: "05", region: "EMEA" },
    { month: "06", region: "EMEA" },
    { month: "07", region: "APAC" },
    { month: "08", region: "APAC" },
  ]);
});

const ltv = `sum(trailing_customer_months)::integer as customer_months,
  sum(trailing_lost_months)::integer as lost_months,
  (sum(mrr)::double / count(*) filter (where is_customer))
    / nullif(sum(trailing_lost_months)::double / sum(trailing_customer_months), 0) as ltv`;

test("the lifetime value divides ARPA by the churn of the closed months before", async () => {
  // before July: April 3 customers, May 3 of whom leaves left, June 3 (late came in May): 1 of 9;
  // ARPA of July is (100 + 90 + 30 + 10) / 4 = 57.5, times 9 months
  expect(await growth("month = '2024-07-01'", ltv)).toEqual([
    { customer_months: 9, lost_months: 1, ltv: 517.5 },
  ]);
});

test("the lifetime value by slice rests on the slice's own churn, and is empty without any", async () => {
  // pro: stays 3 and leaves 2 months, one lost; ARPA 100. basic: nobody left
  const [basic, pro] = await growth("month = '2024-07-01'", `plan, ${ltv}`, "plan");
  expect(basic).toEqual({ plan: "basic", customer_months: 4, lost_months: 0, ltv: null });
  expect(pro).toEqual({ plan: "pro", customer_months: 5, lost_months: 1, ltv: 500 });
});
