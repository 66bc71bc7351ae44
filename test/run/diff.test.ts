import { chmodSync, cpSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openDatabase, rows } from "../../pipeline/database.js";
import { type Diff, type DiffOptions, diffPolicies } from "../../pipeline/diff.js";
import { diffText } from "../../pipeline/diff-text.js";
import { silent } from "../../pipeline/log.js";
import { openPublished } from "../../pipeline/published.js";
import { readPointer, warehouseAt } from "../../pipeline/warehouse.js";
import { revenueTables, runShop, warehouseOf } from "./flow.js";
import { createShop, type Shop } from "./shop.js";

const source = `source: shop
files:
  - entity: accounts
    match: exports/accounts.csv
    columns: { account_id: id }
  - entity: subscriptions
    match: exports/subscriptions.csv
`;

const columns = `    columns:
      subscription_id: id
      account_id: account
      amount: amount
      discount_percent: percent
      started_at: from
      cancelled_at: cancelled
      ended_at: to
      paused_from: paused
      paused_until: resumed
`;

// A has a discount of 10%; B and E cancel before their paid time ends; C pauses for a month
const subscriptions = `id,account,amount,percent,from,cancelled,to,paused,resumed
A1,A,100,10,2024-01-10,,,,
B1,B,50,,2024-02-01,2024-04-15,2024-06-01,,
C1,C,80.5,,2024-03-15,,,2024-05-10,2024-06-10
D1,D,20,,2024-03-01,,,,
E1,E,100,10,2024-04-01,2024-05-15,2024-06-15,,
`;

const other = "churn_date: cancelled_at\npaused: keeps\ndiscounts: ignored\n";

let shop: Shop;
let found: Diff;
let differences: readonly string[];
let listings: readonly (readonly string[])[];
beforeAll(async () => {
  shop = createShop();
  shop.write("config/sources/shop.yml", `${source}${columns}`);
  shop.write("exports/accounts.csv", "id\nA\nB\nC\nD\nE\n");
  shop.write("exports/subscriptions.csv", subscriptions);
  shop.write("tryout/revenue.yml", other);
  shop.write("same/revenue.yml", "gap_days: 0\n");
  shop.write("euro/tenure.yml", "reporting_currency: EUR\n");
  expect(await runShop(shop, { tables: revenueTables })).toMatchObject({ kind: "published" });
  const before = listing();
  const out = join(shop.folder, "rows.csv");
  found = await diff({ target: { format: "csv", out, stream: process.stdout } });
  differences = readFileSync(out, "utf8").trim().split("\n");
  listings = [before, listing()];
});
afterAll(() => shop.remove());

function diff(options: Partial<DiffOptions> = {}): Promise<Diff> {
  return diffPolicies({
    warehouse: warehouseOf(shop),
    other: { config: join(shop.folder, "tryout") },
    limit: 20,
    target: undefined,
    log: silent,
    ...options,
  });
}

/** Every file of the warehouse with its size and time. */
function listing(): string[] {
  return readdirSync(warehouseOf(shop), { recursive: true, encoding: "utf8" })
    .sort()
    .map((name) => {
      const { size, mtimeMs } = statSync(join(warehouseOf(shop), name));
      return `${name} ${size} ${mtimeMs}`;
    });
}

test("every account-month that differs is told with the rule that makes it", () => {
  const [head, ...told] = differences;
  expect(head).toBe(
    "account_id,month,rule,rule_base,rule_other,mrr_before,mrr_after,mrr_difference," +
      "is_customer_before,is_customer_after,movements_before,movements_after",
  );
  const discounts = "discounts,in_force,ignored";
  const churn = "churn_date,end_of_paid_period,cancelled_at";
  const paused = "paused,zero,keeps";
  const lost = (day: string, amount: number) => `${day} churn -${amount} (subscription_ended)`;
  const won = (day: string, amount: number) => `${day} new ${amount} (subscription_added)`;
  expect(told).toEqual([
    // 100 less 10% is 90; without the discount 100, from its first month to the open one
    `A,2024-01-01,${discounts},90.0000,100.0000,10.0000,true,true,${won("2024-01-10", 90)},${won("2024-01-10", 100)}`,
    ...["02", "03", "04", "05", "06", "07"].map(
      (month) => `A,2024-${month}-01,${discounts},90.0000,100.0000,10.0000,true,true,,`,
    ),
    // cancelled on 15 April, paid until 1 June: at the end of May it still counts
    `B,2024-04-01,${churn},50.0000,0.0000,-50.0000,true,false,,${lost("2024-04-15", 50)}`,
    `B,2024-05-01,${churn},50.0000,0.0000,-50.0000,true,false,,`,
    `B,2024-06-01,${churn},0.0000,0.0000,0.0000,false,false,${lost("2024-06-01", 50)},`,
    `C,2024-05-01,${paused},0.0000,80.5000,80.5000,false,true,2024-05-10 churn -80.5 (pause),`,
    `C,2024-06-01,${paused},80.5000,80.5000,0.0000,true,true,2024-06-10 reactivation 80.5 (resume),`,
    // two rules: the discount has nothing left to move at the end of May
    `E,2024-04-01,${discounts},90.0000,100.0000,10.0000,true,true,${won("2024-04-01", 90)},${won("2024-04-01", 100)}`,
    `E,2024-05-01,${churn},90.0000,0.0000,-90.0000,true,false,,${lost("2024-05-15", 90)}`,
    `E,2024-05-01,${discounts},0.0000,0.0000,0.0000,false,false,${lost("2024-05-15", 90)},${lost("2024-05-15", 100)}`,
    `E,2024-06-01,${churn},0.0000,0.0000,0.0000,false,false,${lost("2024-06-15", 90)},`,
  ]);
});

test("totals and rules add up", () => {
  const figures = found.totals.map((row) => [row["figure"], row["base"], row["other"]]);
  expect(figures).toEqual([
    ["mrr", "190.5000", "200.5000"], // A 90 or 100, C 80.5, D 20
    ["customers", "3.0000", "3.0000"],
    ["new", "330.5000", "350.5000"], // 90 + 50 + 80.5 + 20 + 90; both discounts are 10 more
    ["reactivation", "80.5000", "0.0000"],
    ["expansion", "0.0000", "0.0000"],
    ["contraction", "0.0000", "0.0000"],
    ["churn", "-220.5000", "-150.0000"], // 50 + 80.5 + 90, and 50 + 100
  ]);
  expect(found.rules).toEqual([
    {
      rule: "churn_date",
      base: "end_of_paid_period",
      other: "cancelled_at",
      accounts: 2,
      account_months: 5,
      mrr_now: "0.0000",
      months_moved: 4,
    },
    {
      rule: "paused",
      base: "zero",
      other: "keeps",
      accounts: 1,
      account_months: 2,
      mrr_now: "0.0000",
      months_moved: 2,
    },
    {
      rule: "discounts",
      base: "in_force",
      other: "ignored",
      accounts: 2,
      account_months: 9,
      mrr_now: "10.0000",
      months_moved: 3,
    },
  ]);
  expect(found.accountsDiffering).toBe(4);
  // E differs most in a month: 90 at the end of May
  expect(found.accounts[0]).toMatchObject({ account_id: "E", first: "2024-04", last: "2024-04" });
  expect(diffText(found)).toMatch(/ mrr +190\.50 +200\.50 +10\.00\n/);
});

test("the rules' differences add up to what a run by the other config publishes", async () => {
  const otherWarehouse = join(shop.folder, "other-warehouse");
  shop.write("whole/sources/shop.yml", `${source}${columns}`);
  shop.write("whole/revenue.yml", other);
  const config = join(shop.folder, "whole");
  await runShop(shop, {
    ...{ config, data: shop.folder, warehouse: otherWarehouse },
    tables: revenueTables,
  });
  const mrr = async (warehouse: string): Promise<Map<string, number>> => {
    const { connection, close } = await openPublished(warehouse);
    const sql =
      "select account_id || month::varchar as at, mrr::varchar as mrr from core.account_months";
    const made = await rows(connection, sql);
    close();
    return new Map(made.map((row) => [String(row["at"]), Number(row["mrr"]) * 10_000]));
  };
  const [base, made] = [await mrr(warehouseOf(shop)), await mrr(otherWarehouse)];
  const sums = new Map(base);
  const rowsToAdd = differences.slice(1).map((line) => line.split(","));
  for (const [account = "", month = "", , , , , , difference] of rowsToAdd) {
    const at = `${account}${month}`;
    sums.set(at, (sums.get(at) ?? 0) + Number(difference) * 10_000);
  }
  expect(made.size).toBeGreaterThan(20);
  expect(sums).toEqual(made);
});

test("policies that say the same make no difference", async () => {
  const same = await diff({ other: { config: join(shop.folder, "same") } });
  expect(same).toMatchObject({ changes: [], accountsDiffering: 0, accounts: [] });
  expect(diffText(same)).toMatch(/the same revenue policies$/);
});

test("another reporting currency is a change too, and the currencies are told", async () => {
  const euro = await diff({ other: { config: join(shop.folder, "euro") } });
  expect(euro.currencies).toEqual(["USD", "EUR"]);
  expect(euro.changes).toEqual([{ rule: "reporting_currency", base: "USD", other: "EUR" }]);
});

test("a preset is compared by its name, and a wrong name is refused with the right ones", async () => {
  expect(await diff({ other: { preset: "stripe" } })).toMatchObject({ other: "preset stripe" });
  await expect(diff({ other: { preset: "strype" } })).rejects.toMatchObject({
    code: "config/unknown-preset",
    exitCode: 2,
    hint: expect.stringMatching(/chargebee.*did you mean "stripe"\?/) as string,
  });
});

test("nothing to compare with is refused", async () => {
  await expect(diff({ warehouse: join(shop.folder, "nowhere") })).rejects.toMatchObject({
    code: "publish/nothing-published",
    exitCode: 2,
  });
  await expect(diff({ other: { config: join(shop.folder, "absent") } })).rejects.toMatchObject({
    code: "config/not-found",
    exitCode: 2,
  });
  shop.write("wrong/revenue.yml", "paused: sometimes\n");
  await expect(diff({ other: { config: join(shop.folder, "wrong") } })).rejects.toMatchObject({
    code: "config/invalid",
    exitCode: 2,
  });
});

test("a build that knows other policies is refused", async () => {
  const older = warehouseAt(join(shop.folder, "older"));
  cpSync(warehouseOf(shop), older.folder, { recursive: true });
  const file = join(older.folder, readPointer(older)?.file ?? "");
  chmodSync(file, 0o644);
  const { connection, close } = await openDatabase(file);
  await connection.run("alter table config.revenue drop column late_days");
  close();
  await expect(diff({ warehouse: older.folder })).rejects.toMatchObject({
    code: "publish/other-version",
    exitCode: 2,
  });
});

test("nothing in the warehouse changes", () => {
  expect(listings[1]).toEqual(listings[0]);
});

test("rows are written as JSON too", async () => {
  shop.write("pauses/revenue.yml", "paused: keeps\n");
  const out = join(shop.folder, "rows.json");
  const config = join(shop.folder, "pauses");
  await diff({ other: { config }, target: { format: "json", out, stream: process.stdout } });
  const told = JSON.parse(readFileSync(out, "utf8")) as Record<string, unknown>[];
  expect(told).toMatchObject([
    { account_id: "C", month: "2024-05-01", rule: "paused", mrr_difference: 80.5 },
    { account_id: "C", month: "2024-06-01", rule: "paused", mrr_difference: 0 },
  ]);
});
