import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Diff, diffPolicies } from "../../pipeline/diff.js";
import { silent } from "../../pipeline/log.js";
import { tenure } from "../cli/command.js";
import { runShop, warehouseOf } from "./flow.js";
import { createShop, type Shop } from "./shop.js";

const source = `source: shop
files:
  - entity: accounts
    match: exports/accounts.csv
    columns: { account_id: id }
  - entity: subscriptions
    match: exports/subscriptions.csv
    columns:
      subscription_id: id
      account_id: account
      mrr: mrr
      status: status
      started_at: from
      ended_at: to
      past_due_since: due
  - entity: invoice_lines
    match: exports/lines.csv
    columns:
      line_id: id
      account_id: account
      subscription_id: subscription
      kind: kind
      amount: amount
      service_start: from
      service_end: to
      invoiced_at: invoiced
`;

// L and P are past due; U pays for its usage of May; N stays within February; K is as everywhere
const subscriptions = `id,account,mrr,status,from,to,due
SL,L,50,past_due,2024-01-10,,2024-04-01
SP,P,40,past_due,2024-01-01,,2024-06-01
SU,U,100,active,2024-01-01,,
SN,N,10,active,2024-02-05,2024-02-20,
SK,K,20,active,2024-03-01,,
`;

let shop: Shop;
let found: Diff;
let written: readonly string[];
beforeAll(async () => {
  shop = createShop();
  shop.write("config/sources/shop.yml", source);
  shop.write("exports/accounts.csv", "id\nK\nL\nN\nP\nU\n");
  shop.write("exports/subscriptions.csv", subscriptions);
  shop.write(
    "exports/lines.csv",
    "id,account,subscription,kind,amount,from,to,invoiced\n" +
      "l1,U,SU,usage,30,2024-05-01,2024-06-01,2024-06-01\n",
  );
  expect(await runShop(shop)).toMatchObject({ kind: "published" });
  const out = join(shop.folder, "rows.csv");
  found = await diffPolicies({
    ...{ warehouse: warehouseOf(shop), other: { preset: "profitwell" }, limit: 20, log: silent },
    target: { format: "csv", out, stream: process.stdout },
  });
  written = readFileSync(out, "utf8").trim().split("\n").slice(1);
});
afterAll(() => shop.remove());

test("diff --preset profitwell tells each account-month's MRR, movements and the rule", () => {
  const due = "past_due,churn_after_days 90,churn_after_days 15";
  const metered = "metered,excluded,included";
  const within = "same_month_new_and_churn,both,ignored";
  expect(written).toEqual([
    // 1 April + 15 days is 16 April, + 90 days 30 June: 29 in April, 31 in May, 30 in June
    `L,2024-04-01,${due},50.0000,0.0000,-50.0000,true,false,,2024-04-16 churn -50 (subscription_ended)`,
    `L,2024-05-01,${due},50.0000,0.0000,-50.0000,true,false,,`,
    `L,2024-06-01,${due},0.0000,0.0000,0.0000,false,false,2024-06-30 churn -50 (subscription_ended),`,
    `N,2024-02-01,${within},0.0000,0.0000,0.0000,false,false,2024-02-05 new 10 (subscription_added); 2024-02-20 churn -10 (subscription_ended),`,
    // 1 June + 15 days; the 90 days are not over by July
    `P,2024-06-01,${due},40.0000,0.0000,-40.0000,true,false,,2024-06-16 churn -40 (subscription_ended)`,
    `P,2024-07-01,${due},40.0000,0.0000,-40.0000,true,false,,`,
    // a month of usage, in force at the end of May and over then
    `U,2024-05-01,${metered},100.0000,130.0000,30.0000,true,true,,2024-05-01 expansion 30 (subscription_added)`,
    `U,2024-06-01,${metered},100.0000,100.0000,0.0000,true,true,,2024-06-01 contraction -30 (subscription_ended)`,
  ]);
});

test("its totals and rules add up", () => {
  const figures = found.totals.map((row) => [
    row["figure"],
    ...["base", "other", "difference"].map((side) => Number(row[side])),
  ]);
  expect(figures).toEqual([
    ["mrr", 160, 120, -40], // P 40, U 100, K 20
    ["customers", 3, 2, -1],
    ["new", 220, 210, -10], // 50 + 40 + 100 + 10 + 20
    ["reactivation", 0, 0, 0],
    ["expansion", 0, 30, 30],
    ["contraction", 0, -30, -30],
    ["churn", -60, -90, -30], // 50 + 10, and 50 + 40
  ]);
  const rule = (name: string, ...figure: readonly number[]) => [name, ...figure];
  expect(
    found.rules.map((row) => [
      row["rule"],
      ...["accounts", "account_months", "mrr_now", "months_moved"].map((it) => Number(row[it])),
    ]),
  ).toEqual([
    rule("past_due", 2, 5, -40, 3),
    rule("metered", 1, 2, 0, 2),
    rule("same_month_new_and_churn", 1, 1, 0, 1),
  ]);
});

test("the command prints the totals, then the rules, then the accounts", async () => {
  const told = await tenure(["diff", "--preset", "profitwell"], { cwd: shop.folder });
  expect(told.stderr).toBe("");
  expect(told.code).toBe(0);
  const text = told.stdout;
  expect(text).toMatch(
    /other +preset profitwell.*\n +mrr +160\.00 +120\.00 +-40\.00\n.*\nby rule.*\n +past_due +churn_after_days 90 +churn_after_days 15 +2 +5 +-40\.00 +3\n.*4 accounts differ/s,
  );
  // L differs by 50 in two months, told in one line
  expect(text).toMatch(/\n +L +past_due +2024-04 +2024-05 +2 +50\.00 +0\.00 +-50\.00 /);
});
