import { afterAll, beforeAll, expect, test } from "vitest";
import { type Backtest, score } from "../../pipeline/backtest.js";
import { type Database, openDatabase } from "../../pipeline/database.js";
import { backtestText } from "../../pipeline/diff-text.js";

let database: Database;
let found: Backtest;

// renewal, probability and status of both sides, the month in which it was settled, the outcome
const forecasts = [
  ["r1", 0.9, "green", 0.9, "green", "2024-01-01", true],
  ["r2", 0.8, "green", 0.1, "red", "2024-01-01", false],
  ["r3", 0.7, "red", 0.9, "green", "2024-03-01", true],
  ["r4", 0.7, "orange", 0.5, "orange", "2024-03-01", false],
  ["r5", 0.2, "red", 0.1, "red", "2024-03-01", false],
] as const;

beforeAll(async () => {
  database = await openDatabase(":memory:");
  const { connection } = database;
  await connection.run("attach ':memory:' as published");
  await connection.run("create schema published.core; create schema outcomes");
  await connection.run(`create table published.core.account_months as
    select * from (values ('a', 'c1', true), ('b', 'c1', true), ('c', 'c2', true),
      ('d', null, true), ('e', 'c3', false)) as held(account_id, csm_id, is_customer)
    cross join (values (date '2023-12-01'), (date '2023-11-01')) as months(month)`);
  for (const side of ["base", "other"] as const) {
    const rows = forecasts.map(
      ([id, base, baseStatus, other, otherStatus, settled, is_renewed]) =>
        `('${side}', date '2023-12-01', '${id}', '${id}', date '${settled}', '0-3',
          '${side === "base" ? baseStatus : otherStatus}', ${side === "base" ? base : other}::double,
          date '${settled}', ${is_renewed})`,
    );
    // a renewal that one side alone foresaw is compared with nothing
    const alone = `('base', date '2023-12-01', 'r6', 'r6', date '2024-05-01', '0-3', 'green',
      0.0::double, date '2024-05-01', true)`;
    await connection.run(`create table outcomes.${side}_forecasts as
      select * from (values ${[...rows, ...(side === "base" ? [alone] : [])].join(", ")})
        as told(config, vintage, account_id, subscription_id, renewal_on, lead_bucket, status,
          probability, settled_month, is_renewed)`);
  }
  await connection.run(`create table outcomes.base_churn as
    select 'base' as config, '0-3' as lead_bucket, month, forecast, actual
    from (values (date '2024-01-01', 80.0::double, 100.0::double), (date '2024-03-01', 30, 40),
      (date '2024-04-01', 60, 60)) as told(month, forecast, actual)`);
  await connection.run(`create table outcomes.other_churn as
    select 'other' as config, '0-3' as lead_bucket, month, forecast, actual
    from (values (date '2024-01-01', 100.0::double, 100.0::double), (date '2024-03-01', 0, 40),
      (date '2024-04-01', 120, 60)) as told(month, forecast, actual)`);
  found = await score(connection);
});
afterAll(() => database.close());

test("both configs are scored on the same renewals, earlier and later months apart", () => {
  expect(found.laterFrom).toBe("2024-03");
  expect(found.scores.map((row) => Object.values(row))).toEqual([
    // Brier (0.1² + 0.8²)/2 and (0.1² + 0.1²)/2; 20 of 100 churned ARR missed, and none
    ["earlier", "0-3", "base", 2, 1, 0.325, 0.2, 1, 0, 0],
    ["earlier", "0-3", "other", 2, 1, 0.01, 0, 0, 0, 0],
    // (0.3² + 0.7² + 0.2²)/3; of two pairs one is a tie: AUC 1.5/2; 10 of 100 missed. r3 was red and
    // renewed, one false alarm over the two CSMs of the vintage's month.
    ["later", "0-3", "base", 3, 0.75, 0.20667, 0.1, 0, 1, 0.5],
    // (0.1² + 0.5² + 0.1²)/3; 40 and 60 of 100 missed
    ["later", "0-3", "other", 3, 1, 0.09, 1, 0, 0, 0],
  ]);
});

test("the verdict is that of the later months, which nobody tuned on", () => {
  expect(backtestText(found)).toContain(
    "would have foreseen them better: Brier 0.09000 against 0.20667",
  );
  expect(backtestText({ laterFrom: null, scores: [] })).toContain("no renewal of a term");
});
