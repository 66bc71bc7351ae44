import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Database, openDatabase, rows } from "../../pipeline/database.js";
import { shipped } from "../../pipeline/root.js";

let database: Database;
beforeAll(async () => {
  database = await openDatabase(":memory:", { threads: 1 });
  await make("create schema core; create schema marts");
});
afterAll(() => database.close());

async function make(sql: string): Promise<void> {
  await database.connection.run(sql);
}

// the header is a comment
const sqlOf = (model: string) => readFileSync(shipped("models", ...model.split("/")), "utf8");

const fixed = (value: unknown) => (value === null ? "-" : Number(value).toFixed(4));

test("plans, categories and overrides are scored on the renewals that each of them judged", async () => {
  await make(`
    create table marts.renewal_forecasts as select subscription_id, account_id,
      probability::double as probability, arr::decimal(18, 4) as arr, arr::decimal(18, 4) as arr_reaching,
      date '2024-03-01' as vintage, date '2024-05-01' as period, 'model' as basis,
      'backcast' as origin, false as is_provisional, 'longer' as term_class, 12 as term_months
      from (values ('s1', 'a', 0.9, 100), ('s2', 'b', 0.8, 300))
        as forecasts(subscription_id, account_id, probability, arr);
    create table core.subscription_lines as select subscription_id, subscription_id as line_id
      from marts.renewal_forecasts;
    create table core.line_renewals as select subscription_id as line_id, date '2024-05-01' as due_month,
      date '2024-06-01' as settled_month, false as is_early, subscription_id = 's1' as is_renewed,
      arr as arr_due, if(subscription_id = 's1', arr, 0) as renewed_arr
      from marts.renewal_forecasts;
    create table core.account_segments as select account_id, vintage as month, 'all' as segment
      from marts.renewal_forecasts;
    create table core.forecast_vintages as select unnest([date '2024-03-01', date '2024-06-01'])
      as month, false as is_provisional;
    create table core.forecast_lessons as select date '2024-02-01' as month, 'longer' as term_class,
      10 as seen, 100 as weight, 50 as renewed_weight, 120 as term_weight;
    create table core.forecast_opinions (account_id varchar, month date, due_month date,
      probability double, is_override boolean);
    insert into core.forecast_opinions values
      ('a', date '2024-03-01', date '2024-05-01', 0.95, false),
      ('b', date '2024-03-01', date '2024-05-01', 0.3, true);
    create table core.plan_values as select * from (values
        ('churned_arr', date '2024-01-01', 400), ('churned_arr', date '2024-02-01', 100),
        ('churned_arr', date '2024-04-01', 0), ('seats', date '2024-03-01', 7))
        as plans(metric, vintage, value), (select 'all' as segment, date '2024-05-01' as period,
        'month' as period_grain) as alike`);
  await make(`create table core.settled_renewals as ${sqlOf("core/settled_renewals.sql")}`);
  await make(`create table core.forecast_judged as ${sqlOf("core/forecast_judged.sql")}`);
  const scores = await rows(database.connection, sqlOf("marts/forecaster_scores.sql"));
  const told = scores
    .map(({ forecaster, against, n, brier, bias, skill }) =>
      [forecaster, against, n, ...[brier, bias, skill].map(fixed)].join(" "),
    )
    .sort();
  // s1 of 100 renewed, s2 of 300 did not; last year half did: .25 each. February's plan loses 100 of
  // 400: .75 for both, (.25² + .75²)/2 = .3125, of 100 renewed 300 expected. Model (.1² + .8²)/2.
  // The category says .95 of s1: .05² = .0025, 95 of 100, 1 − .0025/.25; there the model has .1².
  expect(told).toEqual([
    "category own 1 0.0025 -0.0500 0.9900",
    "model all 2 0.3250 2.3000 -0.3000",
    "model category 1 0.0100 -0.1000 0.9600",
    "model override 1 0.6400 - -1.5600",
    "model plan 2 0.3250 2.3000 -0.3000",
    "override own 1 0.0900 - 0.6400",
    "plan own 2 0.3125 2.0000 -0.2500",
  ]);
});
