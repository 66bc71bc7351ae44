import { readFileSync } from "node:fs";
import { afterAll, beforeEach, expect, test } from "vitest";
import { type Database, openDatabase, rows } from "../../pipeline/database.js";
import { shipped } from "../../pipeline/root.js";
import { oneIn } from "../sampled.js";

oneIn(2);

// Each model of section 10 by itself, on tables of a few rows, so that its figures can be worked
// out by hand.
let database: Database;
afterAll(() => database.close());

const settings = `20.0::double as strength, 0.88::double as base, 1.0::double as kept_share,
  120.0::double as hazard_strength, 0.001::double as hazard, 24 as expansion_months,
  120.0::double as expansion_strength, 0.99::double as cap_percentile, 0.25::double as shock,
  2 as shock_min_months, 0.01::double as regained_share, 1000.0::double as regained_strength,
  1.281552::double as z_80`;

beforeEach(async () => {
  database?.close();
  database = await openDatabase(":memory:", { threads: 1 });
  await database.connection.run(`
    create schema core; create schema config; create schema marts;
    create table config.run as select date '0001-01-01' as recompute_from;
    create table config.revenue as select 30 as late_days;
    create table config.forecast as select ${settings};
    create table config.forecast_leads as select 3 as lead_months, '0-3' as lead_bucket, 0.0 as pull;
    create table config.forecast_priors as select * from (values ('green', 1, 0.95), ('yellow', 2, 0.8),
      ('orange', 3, 0.5), ('red', 4, 0.2), ('unknown', null, 0.75)) as priors(status, status_rank, prior);
    create table core.forecast_positions (line_id varchar, account_id varchar, month date,
      status varchar, term_class varchar, term_months integer, first_lead integer,
      lost_lead integer, path_no bigint, renewal_on date, has_notice boolean, is_closed boolean,
      capped_arr decimal(18, 4));
    create table core.forecast_lessons (month date, term_class varchar, lead_bucket varchar,
      status varchar, seen decimal(18, 6), weight decimal(18, 4), renewed_weight decimal(18, 4),
      renewed_seen decimal(18, 6), kept_weight decimal(18, 4), term_weight decimal(18, 6));
    create table core.forecast_vintages as
      select date '2024-06-01' as month, false as is_provisional, false as is_sealed;`);
});

async function make(sql: string): Promise<void> {
  await database.connection.run(sql);
}

const sqlOf = (name: string) => readFileSync(shipped("models", ...name.split("/")), "utf8");

async function model(name: string): Promise<Record<string, unknown>[]> {
  const sql = sqlOf(name);
  return await rows(database.connection, sql);
}

/** Contracts of a year, one a status, that pay alike. */
async function portfolio(...statuses: readonly string[]): Promise<void> {
  for (const status of statuses) {
    await make(`insert into core.forecast_positions by name select 'l' as line_id, 'a' as account_id,
      date '2024-06-01' as month, '${status}' as status, 'longer' as term_class, 12 as term_months,
      3 as first_lead, -1 as lost_lead, 1 as path_no, date '2024-09-10' as renewal_on, false as has_notice,
      true as is_closed, 100 as capped_arr`);
  }
}

/** Twenty renewals of a year seen with a status, and what shares of ARR and count renewed. */
async function lesson(status: string, ofArr: number, ofCount: number, kept = 1): Promise<void> {
  await make(`insert into core.forecast_lessons values (date '2024-01-01', 'longer', '0-3',
    '${status}', 20, 1000, ${1000 * ofArr}, ${20 * ofCount}, ${1000 * ofArr * kept}, 240)`);
}

async function ratesOf(status: string): Promise<Record<string, number>> {
  const found = (await model("core/forecast_rates.sql")).find((row) => row.status === status);
  return Object.fromEntries(
    Object.entries(found ?? {}).map(([key, value]) => [key, Number(Number(value).toFixed(6))]),
  );
}

test("the prior is pulled to the portfolio's rate, and what was learned to the prior", async () => {
  await portfolio("green");
  await lesson("green", 0.9, 0.5);
  // g = (20 × .88 + 20 × .9)/40 = .89; all are green, so that green has it: p = (.89 + .9)/2
  expect(await ratesOf("green")).toMatchObject({ prior: 0.89, probability: 0.895, n: 20 });
});

test("a probability is of ARR, and its counterpart of renewals", async () => {
  await portfolio("unknown");
  await lesson("unknown", 0.9, 0.5);
  // by count: (.89 + .5)/2
  expect(await ratesOf("unknown")).toMatchObject({ probability: 0.895, probability_logo: 0.695 });
});

test("the 80% interval of a probability is Wilson's on what was seen and the prior", async () => {
  await portfolio("green");
  await lesson("green", 0.9, 0.5);
  // 40 at .895, z = 1.281552, 1 + z²/40 = 1.041059: centre (.895 + .020530)/1.041059 = .879422, and
  // 1.281552 × sqrt(.0023494 + .0002566)/1.041059 = .062842 to either side
  expect(await ratesOf("green")).toMatchObject({
    probability_low: expect.closeTo(0.81658, 5),
    probability_high: expect.closeTo(0.942264, 5),
  });
});

test("worse health never has the better chance: violators are pooled by what was seen", async () => {
  await portfolio("green");
  await lesson("green", 0.5, 0.5);
  await lesson("yellow", 0.9, 0.9);
  // g = (20 × .88 + 40 × .7)/60 = .76; green .63 and yellow .83 of 40 each, orange and red .76 of 20
  // each: (40 × .63 + 40 × .83 + 2 × 20 × .76)/120 = .74 for all four; unknown is in no order
  for (const status of ["green", "yellow", "orange", "red"]) {
    expect(await ratesOf(status)).toMatchObject({ probability: 0.74, n: 40 });
  }
  expect(await ratesOf("unknown")).toMatchObject({ probability: 0.76, n: 0 });
});

test("what statuses differ by is kept around the rate of the mix that there is", async () => {
  await make("update config.forecast_leads set pull = 1");
  await portfolio("green", "yellow");
  // logit .95 and .80 lie .779073 about their mean; around logit .88 that is .941122 and .770896,
  // whose mean is .023991 below .88: .023991/.116013 further up, .951580 and .805371
  expect(await ratesOf("green")).toMatchObject({ probability: expect.closeTo(0.95158, 4) });
  expect(await ratesOf("yellow")).toMatchObject({ probability: expect.closeTo(0.805371, 4) });
});

test("the longer ahead, the less a status says", async () => {
  await make("update config.forecast_leads set pull = 0.4");
  await portfolio("green", "yellow");
  const [green, yellow] = [await ratesOf("green"), await ratesOf("yellow")];
  const odds = (p = 0) => Math.log(p / (1 - p));
  // .4 × (2.944439 - 1.386294)
  expect(odds(green.probability) - odds(yellow.probability)).toBeCloseTo(0.623258, 4);
});

test("what is kept of a renewal is learned by health and shrunk to all", async () => {
  await portfolio("green", "yellow");
  await lesson("green", 0.5, 0.5, 0.8);
  await lesson("yellow", 0.5, 0.5, 0.9);
  // 10 renewed of each; all (20 × 1 + 20 × .85)/40 = .925: green (20 × .925 + 10 × .8)/30
  expect(await ratesOf("green")).toMatchObject({ kept_share: 0.883333 });
  expect(await ratesOf("yellow")).toMatchObject({ kept_share: 0.916667 });
});

test("the hazard is of months in which nothing falls due, by health and shrunk to all", async () => {
  await make(`insert into core.forecast_positions by name
    select 'l' || n as line_id, 'a' as account_id, date '2024-01-01' as month, 'green' as status,
      'longer' as term_class, 12 as term_months, 5 as first_lead, false as has_notice,
      date '2024-06-10' as renewal_on, true as is_closed, 100 as capped_arr from range(10) as lines(n)`);
  await make("update core.forecast_positions set first_lead = 1 where line_id = 'l9'");
  await make(
    "insert into core.forecast_positions by name select * replace (date '2024-06-01' as month, false as is_closed) from core.forecast_positions",
  );
  await make(`create table core.line_renewals as select 'l1' as line_id, true as is_early,
    date '2024-06-01' as due_month, date '2024-02-15' as churned_on`);
  const found = await model("core/forecast_hazards.sql");
  const hazard = (status: string) =>
    found.find((row) => row.status === status && String(row.month).includes("2024-06")) ?? {};
  // l9 renews next month and is not exposed: 1 of 9; all (120 × .001 + 9/9)/129 = .008682
  expect(Number(hazard("green").hazard)).toBeCloseTo((120 * 0.0086822 + 1) / 129, 6);
  expect(Number(hazard("red").hazard)).toBeCloseTo(0.0086822, 6);
});

test("expansion and contraction are shares of opening ARR, by health and shrunk to all", async () => {
  await make(`create table core.account_months as select * from (values
      ('g', date '2024-03-01', true, 100, 10, 0), ('y', date '2024-03-01', true, 100, 0, -4))
      as months(account_id, month, is_closed, mrr_opening, mrr_expansion, mrr_contraction);
    create table core.forecast_statuses as select * from (values ('g', date '2024-02-01', 'green'),
      ('y', date '2024-02-01', 'yellow')) as statuses(account_id, month, status)`);
  await portfolio("green");
  const found = await model("core/forecast_growth.sql");
  const of = (status: string) => found.find((row) => row.status === status) ?? {};
  // all 10/200 and 4/200; green (120 × .05 + 1 × .1)/121, yellow (120 × .02 + 1 × .04)/121
  expect(Number(of("green").expansion_rate)).toBeCloseTo(6.1 / 121, 9);
  expect(Number(of("yellow").expansion_rate)).toBeCloseTo(6 / 121, 9);
  expect(Number(of("yellow").contraction_rate)).toBeCloseTo(2.44 / 121, 9);
});

test("what comes back is a share of what two month ends had lacked", async () => {
  await make(`create table core.forecast_actuals as select * from (values
      (date '2024-05-01', 'all', 3, 10, 1000, 50), (date '2024-05-01', 'all', 2, 99, 99, 99),
      (date '2024-06-01', 'all', 4, 10, 1000, 150), (date '2024-07-01', 'all', 4, 9, 9, 9))
      as actuals(month, segment, lead_months, missing, missing_arr, regained_arr)`);
  const [found] = await model("core/forecast_regains.sql");
  // July is not known in June; (1000 × .01 + 20 × 200/2000)/1020
  expect(Number(found?.regained_share)).toBeCloseTo(12 / 1020, 9);
});

async function forecastOf(period: string, outcomes: readonly boolean[]): Promise<void> {
  for (const [at, isRenewed] of outcomes.entries()) {
    await make(`
      insert into marts.renewal_forecasts values ('${period}-${at}', date '${period}', 1, 'model',
        false, 0.5, 0.5, 1);
      insert into core.subscription_lines values ('${period}-${at}', '${period}-${at}');
      insert into core.line_renewals values ('${period}-${at}', date '${period}', date '${period}',
        false, ${isRenewed}, 100, ${isRenewed ? 100 : 0})`);
  }
}

test("a shock is what one-month-ahead forecasts missed together beyond chance", async () => {
  await make(`
    create table marts.renewal_forecasts (subscription_id varchar, period date, lead_months integer,
      basis varchar, is_provisional boolean, probability double, probability_logo double,
      kept_share double);
    create table core.subscription_lines (subscription_id varchar, line_id varchar);
    create table core.line_renewals (line_id varchar, due_month date, settled_month date,
      is_early boolean, is_renewed boolean, arr_due double, renewed_arr double);
    create view core.settled_renewals as ${sqlOf("core/settled_renewals.sql")}`);
  await make(`insert into core.forecast_vintages values (date '2024-02-01', false, false),
    (date '2024-03-01', false, false), (date '2024-07-01', true, false)`);
  const learned = async (month: string) =>
    (await model("core/forecast_shocks.sql")).find((row) => row.month === month)?.shock_variance;
  await forecastOf("2024-02-01", [true, true, true, true]);
  // one month is too few: .25²
  expect(await learned("2024-06-01")).toBe(0.0625);
  await forecastOf("2024-03-01", [false, false, false, false]);
  // (2² - 1) and (-2)² - 1 over 1 + 1; with the setting, which weighs 2 months: (2 × .0625 + 2 × 3)/4
  expect(await learned("2024-06-01")).toBeCloseTo(1.53125, 9);
  // what fell due in June is settled in part by its end, and as a whole in July
  await forecastOf("2024-06-01", [true, true, true, true]);
  expect(await learned("2024-06-01")).toBeCloseTo(1.53125, 9);
  // a month that is not over has settled nothing, June then has: (2 × .0625 + 3 × 3)/5
  await forecastOf("2024-07-01", [true, true, true, true]);
  expect(await learned("2024-07-01")).toBeCloseTo(1.825, 9);
});

test("of one parent all is kept or lost, and a shock and the rates' errors are common", async () => {
  await make(`
    create table core.account_parents as select * from (values ('a', 'P'), ('b', 'P'), ('c', 'c'))
      as parents(account_id, ultimate_parent_id);
    create table core.account_segments as select account_id, date '2024-06-01' as month, 'all' as segment
      from core.account_parents;
    create table core.forecast_shocks as select date '2024-06-01' as month,
      0.04::double as shock_variance, 1.0::double as stake;
    create table marts.forecast_months as select date '2024-06-01' as month, account_id, unnest([1, 2]) as lead_months,
      'green' as status, ultimate_parent_id, 100::decimal(18, 4) as arr, 50::decimal(18, 4) as retained_arr,
      10::decimal(18, 4) as churned_arr, 0::decimal(18, 4) as expansion_arr,
      0::decimal(18, 4) as contraction_arr, 3::decimal(18, 4) as retained_error,
      0::decimal(18, 4) as churned_error
      from core.account_parents`);
  const [found] = await model("core/forecast_moments.sql");
  // a and b together 100 × 100, c 50 × 50; .04 × (50 + 25)²; (3 × 3)²
  expect(Number(found?.retained_variance)).toBeCloseTo(10_000 + 2500 + 225 + 81, 6);
  expect(Number(found?.units)).toBe(2);
});

test("a path is every renewal on the way and, between them, the hazard", async () => {
  await make(`
    insert into config.forecast_leads values (1, '0-3', 0.0), (2, '0-3', 0.0), (4, '0-3', 0.0);
    create table core.forecast_rates as select date '2024-06-01' as month, 12 as term_months,
      '0-3' as lead_bucket, status, 0.8::double as probability, 0.9::double as kept_share,
      40.0::double as weight from config.forecast_priors;
    create table core.forecast_hazards as select date '2024-06-01' as month, status,
      0.1::double as hazard from config.forecast_priors;
    create table core.forecast_regains as select date '2024-06-01' as month,
      0.05::double as regained_share`);
  await portfolio("green");
  const found = (await model("core/forecast_paths.sql")).filter((row) => row.status === "green");
  const left = found
    .sort((a, b) => Number(a.lead_months) - Number(b.lead_months))
    .map((row) => Number(Number(row.left_after).toFixed(6)));
  // .9 × .9, the renewal with 1 × 5% of its loss back: 1 - .28 × .95, then 1 - .1 × .9
  expect(left).toEqual([0.9, 0.81, 0.59454, 0.541031]);
});
