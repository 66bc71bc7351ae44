import { afterEach, expect, test } from "vitest";
import { addAccount, type Company, createCompany } from "./company.js";

let company: Company;
afterEach(() => company.close());

test("a subscription has a row for each month at whose end it is in force", async () => {
  company = await createCompany({ run: { as_of: "2024-04-10" } });
  await company.add("fx_rates", { currency: "EUR", date: "2024-01-01", rate_to_reporting: 1.25 });
  await addAccount(company, "A/B", [
    {
      started_at: "2024-01-31",
      ended_at: "2024-03-01",
      quantity: 4,
      unit_amount: 30,
      billing_interval: "quarter",
      billing_interval_count: 1,
      currency: "EUR",
      plan: "pro",
      product: "core",
    },
    { started_at: "2024-04-02", mrr: 7 },
  ]);
  await company.build();
  const row = {
    account_id: "A/B",
    plan: "pro",
    product: "core",
    quantity: "4.000000",
    // 4 × 30 a quarter are 40 a month, at 1.25 they are 50
    mrr: "50.0000",
    mrr_native: "40.0000",
    currency: "EUR",
  };
  const found = await company.rows("from marts.subscription_months order by month");
  expect(found).toEqual([
    {
      subscription_month_id: "A%2FB-1/2024-01",
      subscription_id: "A/B-1",
      month: "2024-01-01",
      ...row,
    },
    {
      subscription_month_id: "A%2FB-1/2024-02",
      subscription_id: "A/B-1",
      month: "2024-02-01",
      ...row,
    },
    expect.objectContaining({ subscription_id: "A/B-2", month: "2024-04-01", mrr: "7.0000" }),
  ]);
});
