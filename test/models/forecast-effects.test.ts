import { readFileSync } from "node:fs";
import { afterAll, beforeEach, expect, test } from "vitest";
import { type Database, openDatabase, rows } from "../../pipeline/database.js";
import { shipped } from "../../pipeline/root.js";

// Outcomes of lines, variance and bridge by themselves, on tables of a few rows, so that every effect
// can be worked out by hand.
let database: Database;
afterAll(() => database.close());

beforeEach(async () => {
  database?.close();
  database = await openDatabase(":memory:", { threads: 1 });
  await make(`create schema core; create schema config; create schema marts;
    create table config.run as select date '0001-01-01' as recompute_from`);
});

async function make(sql: string): Promise<void> {
  await database.connection.run(sql);
}

async function effects(model: string, names: readonly string[]): Promise<unknown[]> {
  const sql = readFileSync(shipped("models", "core", `${model}.sql`), "utf8");
  const columns = names.map((name) => `${name}::double as ${name}`).join(", ");
  const found = await rows(
    database.connection,
    `select account_id, ${columns} from (${sql}) order by account_id`,
  );
  return found.map((row) => Object.values(row));
}

test("of contracts of a line that fall due in a month the largest tells whether it was renewed", async () => {
  await make(`
    create table config.revenue as select 30 as late_days;
    create table config.forecast as select 2 as atr_min_term_months;
    create table core.renewals as select line || nth as subscription_id, line as line_id,
      'a' as account_id, date '2024-04-01' + day_due::integer as renewal_on, term_months, outcome,
      false as is_early, date '2024-04-30' as decided_on, null::date as churned_on,
      arr_due::decimal(18, 4) as arr_due,
      if(outcome = 'churned', 0, arr_due)::decimal(18, 4) as renewed_arr
      from (values ('year lost', 1, 27, 12, 'churned', 300), ('year lost', 2, 14, 1, 'renewed', 80),
        ('year kept', 1, 14, 12, 'renewed', 300), ('year kept', 2, 27, 1, 'churned', 80),
        ('alike', 1, 14, 12, 'renewed', 100), ('alike', 2, 14, 12, 'churned', 100),
        ('half open', 1, 2, 12, 'renewed', 100), ('half open', 2, 27, 12, 'open', 50))
      as told(line, nth, day_due, term_months, outcome, arr_due)`);
  const sql = readFileSync(shipped("models", "core", "line_renewals.sql"), "utf8");
  const told = await rows(
    database.connection,
    `select line_id, is_renewed, term_class, arr_due::double as due, renewed_arr::double as renewed
     from (${sql}) order by line_id`,
  );
  // of two alike, by ARR and by day, the one of the later name; nothing is settled while one is open
  expect(told.map((row) => Object.values(row))).toEqual([
    ["alike", false, "longer", 200, 100],
    ["year kept", true, "longer", 380, 300],
    ["year lost", false, "longer", 380, 80],
  ]);
});

test("volume, rate, timing and unforecast tell why churn was another than was forecast", async () => {
  const money = (name: string) => `${name}::decimal(18, 4) as ${name}`;
  await make(`
    create table config.forecast_leads as select 1 as lead_months;
    create table core.forecast_vintages as select date '2024-01-01' as month, false as is_provisional;
    create table marts.forecast_months as select account_id, 'green' as status, ${money("churned_arr")},
      date '2024-01-01' as vintage, date '2024-02-01' as period, 1 as lead_months, false as is_provisional
      from (values ('grew', 12), ('left', 10), ('late', 0)) as told(account_id, churned_arr);
    create table marts.renewal_forecasts as select account_id, account_id as subscription_id,
      date '2024-01-01' as vintage, date '2024-02-01' as period, date '2024-02-10' as renewal_on,
      100::decimal(18, 4) as arr_reaching, 90::decimal(18, 4) as expected_arr, 0.9::double as probability
      from (values ('grew'), ('left')) as told(account_id);
    create table core.subscription_lines as select account_id as subscription_id, account_id as line_id
      from marts.forecast_months;
    create table core.renewals as select account_id, account_id as line_id, renewal_on::date as renewal_on,
      churned_on::date as churned_on, churned_on::date as decided_on, ${money("arr_due")},
      ${money("renewed_arr")}, outcome
      from (values ('grew', '2024-02-10', '2024-02-10', 150, 90, 'downsold'),
        ('left', '2024-02-10', '2024-01-20', 100, 0, 'churned'),
        ('late', '2024-01-25', '2024-02-05', 40, 0, 'churned'))
      as told(account_id, renewal_on, churned_on, arr_due, renewed_arr, outcome);
    create table core.account_months as select account_id, date '2024-02-01' as month, true as is_closed,
      (-lost / 12.0)::decimal(18, 4) as mrr_churn, 0::decimal(18, 4) as mrr_contraction
      from (values ('grew', 60), ('left', 0), ('late', 48), ('new', 24)) as told(account_id, lost)`);
  // grew: 150 fell due and not 100, at a tenth lost; 60 of them were lost and not 15; no hazard of 2
  // left: all 100 were lost and not 10, but in January
  // late: 40 that fell due in January, and 8 beside any renewal · new: the vintage did not know it
  expect(
    await effects("forecast_variances", [
      ...["churn_forecast", "churn_actual", "volume", "rate", "timing", "unforecast"],
    ]),
  ).toEqual([
    ["grew", 12, 60, 5, 45, 0, -2],
    ["late", 0, 48, 0, 0, 40, 8],
    ["left", 10, 0, 0, 90, -100, 0],
    ["new", 0, 24, 0, 0, 0, 24],
  ]);
});

test("a difference is noise inside the 80% interval of its vintage, and few accounts explain it", async () => {
  const money = (name: string) => `${name}::decimal(18, 4) as ${name}`;
  await make(`
    create table core.forecast_variances as select account_id, date '2024-01-01' as vintage,
      period::date as period, status, ${money("churn_forecast")}, ${money("churn_actual")},
      0::decimal(18, 4) as volume, (churn_actual - churn_forecast)::decimal(18, 4) as rate,
      0::decimal(18, 4) as timing, 0::decimal(18, 4) as unforecast
      from (values ('a', '2024-02-01', 'green', 10, 60), ('b', '2024-02-01', 'green', 30, 0),
        ('c', '2024-02-01', 'green', 5, 15), ('d', '2024-02-01', 'red', 20, 25),
        ('a', '2024-03-01', 'green', 10, 100), ('a', '2024-04-01', 'green', 10, 0))
      as told(account_id, period, status, churn_forecast, churn_actual);
    create table core.forecast_outcomes as select date '2024-01-01' as vintage, month::date as month,
      segment, metric, ${money("low_80")}, ${money("high_80")}
      from (values ('2024-02-01', 'all', 'churned_arr', 20, 100),
        ('2024-03-01', 'all', 'churned_arr', 0, 99.9999),
        ('2024-03-01', 'smb', 'churned_arr', 0, 200),
        ('2024-03-01', 'all', 'retained_arr', 0, 200),
        ('2024-04-01', 'all', 'churned_arr', 0.0001, 200))
      as told(month, segment, metric, low_80, high_80)`);
  const sql = readFileSync(shipped("models", "marts", "forecast_variance.sql"), "utf8");
  const told = await rows(
    database.connection,
    `select strftime(period, '%m') as period, status, is_within_noise as "isNoise",
       accounts_for_80pct::integer as enough from (${sql}) order by period, status`,
  );
  // February: together 100 were lost, on the edge of 20 to 100, said of both statuses. Of green differences of 50, 30
  // and 10 four fifths are 72: a and b. March: 100 lies above, by segment all and churn alone; April:
  // nothing lies below.
  expect(told).toEqual([
    { period: "02", status: "green", isNoise: true, enough: 2 },
    { period: "02", status: "red", isNoise: true, enough: 1 },
    { period: "03", status: "green", isNoise: false, enough: 1 },
    { period: "04", status: "green", isNoise: false, enough: 1 },
  ]);
});

test("a bridge brings one input after another up to date, and what is left was relearned", async () => {
  await make(`
    create table core.forecast_vintages as
      select * from (values (date '2024-01-01'), (date '2024-02-01')) as vintages(month);
    create table core.forecast_positions as select account_id, account_id as line_id,
      account_id as subscription_id, month::date as month, status, arr::decimal(18, 4) as arr,
      12 as term_months, first_lead, -1 as lost_lead
      from (values ('moved', '2024-01-01', 'green', 100, 3), ('moved', '2024-02-01', 'yellow', 120, 2),
        ('gone', '2024-01-01', 'green', 100, 3), ('new', '2024-02-01', 'green', 50, 2))
      as told(account_id, month, status, arr, first_lead);
    create table core.forecast_paths as select month::date as month, 12 as term_months, first_lead,
      -1 as lost_lead, status, lead_months, left_after::double as left_after
      from (values ('2024-01-01', 3, 'green', 1, 0.9), ('2024-01-01', 3, 'green', 2, 0.72),
        ('2024-01-01', 3, 'yellow', 1, 0.8), ('2024-01-01', 3, 'yellow', 2, 0.4),
        ('2024-02-01', 2, 'yellow', 1, 0.55), ('2024-02-01', 2, 'green', 1, 0.9))
      as told(month, first_lead, status, lead_months, left_after);
    create table marts.forecast_months as select account_id, vintage::date as vintage,
      date '2024-03-01' as period, retained_arr::decimal(18, 4) as retained_arr
      from (values ('moved', '2024-01-01', 72), ('moved', '2024-02-01', 66),
        ('gone', '2024-01-01', 72), ('new', '2024-02-01', 45)) as told(account_id, vintage, retained_arr)`);
  // moved: alive after a month, .72/.9 and not .72 of 100; yellow .4/.8 and not .8; 20 more at .5; then
  // .55 of 120 and not .5 · gone and new are in one vintage alone
  expect(
    await effects("forecast_bridges", [
      ...["amount_from", "amount_to", "decided", "status_moved", "arr_due_changed", "dates_moved"],
      ...["relearned", "accounts_changed"],
    ]),
  ).toEqual([
    ["gone", 72, 0, 0, 0, 0, 0, 0, -72],
    ["moved", 72, 66, 8, -30, 10, 0, 6, 0],
    ["new", 0, 45, 0, 0, 0, 0, 0, 45],
  ]);
});
