import { afterAll, beforeAll, expect, test } from "vitest";
import { addAccount, type Company, createCompany } from "./company.js";

let company: Company;
afterAll(() => company.close());

const marts = [
  "marts.renewal_forecasts",
  "marts.forecast_months",
  "marts.forecast_calibration",
  "marts.forecast_calibration_accounts",
];

// vintages of July 2023 to June 2024; renewals of a year each fall due from January 2024 on
beforeAll(async () => {
  company = await createCompany({
    run: { as_of: "2024-07-01" },
    forecast: {
      strength: 100_000,
      hazard: 0,
      base: 0.9,
      priors: { green: 0.95, yellow: 0.94, orange: 0.93, red: 0.92, unknown: 0.9 },
    },
  });
  const year = { started_at: "2023-01-15", term_start: "2023-01-15", term_end: "2024-01-15" };
  await addAccount(company, "pair", [
    { ...year, mrr: 100 / 12 },
    { ...year, mrr: 100 / 12 },
  ]);
  await addAccount(company, "leaving", [
    { ...year, mrr: 50, cancelled_at: "2023-10-10", ended_at: "2024-01-15" },
  ]);
  // signed in November for the two years after January
  await addAccount(company, "signed", [
    { ...year, mrr: 50, ended_at: "2023-11-10" },
    { started_at: "2023-11-10", term_start: "2023-11-10", term_end: "2026-01-15", mrr: 60 },
  ]);
  // sales gives up what the model is sure of, and is a band less sure of another
  await company.add("opportunities", {
    ...{ opportunity_id: "o1", account_id: "pair", kind: "renewal", close_date: "2024-01-15" },
    ...{ forecast_category: "omitted", updated_at: "2023-09-10" },
  });
  await company.add("overrides", {
    ...{ account_id: "leaving", index: "renewal", score: 70, reason: "said so", author: "m1" },
    ...{ starts_on: "2023-08-10", expires_on: "2023-09-20" },
  });
  await company.build(...marts);
});

async function forecasts(vintage: string, account: string): Promise<Record<string, unknown>[]> {
  return await company.rows(
    `select renewal_on::varchar as renewal_on, basis, lead_months, lead_bucket,
       round(probability, 4) as probability, round(expected_arr)::integer as expected
     from marts.renewal_forecasts
     where vintage = '${vintage}' and account_id = '${account}' order by subscription_id, renewal_on`,
  );
}

test("two subscriptions of 100 at 0.9 each retain 180, not 162", async () => {
  const [pair] = await company.rows(
    `select round(sum(retained_arr), 1)::double as retained from marts.forecast_months
     where vintage = '2023-12-01' and period = '2024-01-01' and account_id = 'pair'`,
  );
  expect(pair).toEqual({ retained: 180 });
});

test("notice given before a vintage makes its renewal known to be lost, and not before", async () => {
  const [before] = await forecasts("2023-09-01", "leaving");
  expect([before?.basis, before?.probability]).toEqual(["model", 0.9]);
  const [after] = await forecasts("2023-10-01", "leaving");
  expect([after?.basis, after?.probability, after?.expected]).toEqual(["known", 0, 0]);
});

test("a term signed early is known to be renewed from the signature on", async () => {
  const [before] = await forecasts("2023-10-01", "signed");
  expect([before?.basis, before?.probability]).toEqual(["model", 0.9]);
  const [after] = await forecasts("2023-11-01", "signed");
  expect([after?.basis, after?.probability, after?.expected]).toEqual(["known", 1, 600]);
});

test("months ahead are calendar months, in the buckets of the settings", async () => {
  const found = [];
  for (const vintage of ["2023-07-01", "2023-08-01", "2023-11-01"]) {
    const [first] = await forecasts(vintage, "pair");
    found.push([first?.lead_months, first?.lead_bucket]);
  }
  expect(found).toEqual([
    [6, "4-6"],
    [5, "4-6"],
    [2, "2-3"],
  ]);
});

test("a vintage needs six months before it, and the month of as_of has a provisional one", async () => {
  const found = await company.rows(
    `select strftime(vintage, '%Y-%m') as vintage, any_value(is_provisional) as provisional,
       min(lead_months) as first, max(lead_months) as last
     from marts.forecast_months group by vintage order by vintage`,
  );
  expect(found[0]).toEqual({ vintage: "2023-07", provisional: false, first: 1, last: 12 });
  expect(found.at(-1)).toEqual({ vintage: "2024-07", provisional: true, first: 0, last: 12 });
  expect(found).toHaveLength(13);
});

test("what people say stands beside from then on, flagged where it is two bands away", async () => {
  const found = await company.rows(
    `select distinct account_id, strftime(vintage, '%m') as vintage, round(probability, 4) as model,
       human_category as category, human_probability as human, disagrees
     from marts.renewal_forecasts
     where account_id in ('pair', 'leaving') and period = '2024-01-01'
       and vintage in ('2023-08-01', '2023-09-01') order by account_id, vintage`,
  );
  // .9 is a commit; 70 is a best case, next to it, until 20 September
  expect(found.map((row) => Object.values(row))).toEqual([
    ["leaving", "08", 0.9, "best case", 0.7, false],
    ["leaving", "09", 0.9, null, null, null],
    ["pair", "08", 0.9, null, null, null],
    ["pair", "09", 0.9, "omitted", 0.1, true],
  ]);
});

test("a calibration's forecasts are those of its accounts, decided and not known before", async () => {
  const found = await company.rows(
    `select account_id, lead_bucket, sum(forecasts)::integer as forecasts,
       sum(renewed)::integer as renewed
     from marts.forecast_calibration_accounts
     group by account_id, lead_bucket order by account_id, lead_bucket`,
  );
  // from July on: of one term that was given notice in October, of two that went on, and of one
  // that was signed anew in November
  expect(found.map((row) => Object.values(row))).toEqual([
    ["leaving", "4-6", 3, 0],
    ["pair", "0-1", 2, 2],
    ["pair", "2-3", 4, 4],
    ["pair", "4-6", 6, 6],
    ["signed", "2-3", 1, 1],
    ["signed", "4-6", 3, 3],
  ]);
  const differing = await company.rows(
    `with accounts as (
       select origin, lead_bucket, status, sum(forecasts) as n, sum(renewed) as renewed,
         sum(expected)::double / sum(forecasts) as forecast
       from marts.forecast_calibration_accounts group by origin, lead_bucket, status
     )
     select * from marts.forecast_calibration as rows
     full join accounts using (origin, lead_bucket, status)
     where rows.term_class = 'longer' and rows.status <> 'all'
       and ((rows.n, rows.renewed) is distinct from (accounts.n, accounts.renewed)
         or not coalesce(abs(rows.forecast - accounts.forecast) < 1e-6, false))`,
  );
  expect(differing).toEqual([]);
});
