import { expect, test } from "vitest";
import { createCompany } from "./company.js";

test("smoke", async () => {
  const company = await createCompany();
  await company.add("accounts", { account_id: "A" });
  await company.add("subscriptions", { subscription_id: "S", account_id: "A", mrr: 100, started_at: "2024-01-10", status: "active", quantity: 5 });
  await company.add("usage_events", { account_id: "A", user_id: "u", event: "x", occurred_at: "2024-03-20" });
  const report = await company.build();
  console.table(report.models);
  console.log(report.findings.filter((f) => f.violations > 0));
  console.table(await company.rows("select account_id, month, mrr_opening, mrr_new, mrr, tier, seats, is_closed from marts.account_months"));
  console.table(await company.rows("select * from marts.account_metrics where metric <> 'tickets_90d'"));
  console.table(await company.rows("select * from marts.accounts"));
  console.table(await company.rows("select * from marts.tier_months"));
  expect(1).toBe(1);
});
