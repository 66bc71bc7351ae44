import { afterEach, expect, test } from "vitest";
import { readChecks } from "../../pipeline/check/read-checks.js";
import { shipped } from "../../pipeline/root.js";
import { oneIn } from "../sampled.js";
import { addAccount, type Company, createCompany } from "./company.js";

oneIn(2);

let company: Company;
afterEach(() => company.close());

const plan = (metric: string, vintage: string, period: string, value: number) =>
  company.add("plans", { metric, vintage: `${vintage}-01`, period: `${period}-01`, value });

test("a column reads down from the plan over the re-plans to what came", async () => {
  company = await createCompany({ run: { as_of: "2024-05-10" } });
  await addAccount(company, "A", [{ started_at: "2023-12-01", quantity: 400, unit_amount: 1 }]);
  await addAccount(company, "B", [{ started_at: "2024-03-01", quantity: 250, unit_amount: 1 }]);
  await plan("seats", "2024-01", "2024-04", 2000);
  await plan("seats", "2024-02", "2024-04", 800);
  await plan("seats", "2024-03", "2024-04", 700);
  await company.add("plans", {
    ...{ metric: "seats", vintage: "2024-03-01", period: "2024-05-01", value: 720 },
    ...{ file_id: "plans-2", line: 7 },
  });
  await plan("seats", "2024-06", "2024-07", 1);
  await company.build();
  const found = await company.rows(
    `select strftime(vintage, '%m') as vintage, kind, strftime(period, '%m') as period,
       forecast::double as forecast, actual::double as actual, variance::double as variance,
       round(variance_pct, 4) as pct, lead_months as lead, is_original, is_latest
     from marts.forecast_waterfall where metric = 'seats' order by period, vintage`,
  );
  // 400 + 250 seats in April; May is still open, and in May nobody can know what June plans
  expect(found.map((row) => Object.values(row))).toEqual([
    ["01", "plan", "04", 2000, 650, -1350, -0.675, 3, true, false],
    ["02", "replan", "04", 800, 650, -150, -0.1875, 2, false, false],
    ["03", "replan", "04", 700, 650, -50, -0.0714, 1, false, true],
    ["03", "plan", "05", 720, null, null, null, 2, true, true],
  ]);
  const [last] = await company.rows(
    `select file_id, line::integer as line from marts.forecast_waterfall
     where metric = 'seats' and period = '2024-05-01'`,
  );
  expect(last).toEqual({ file_id: "plans-2", line: 7 });
});

test("losses are positive, gains of a year, and segments go by the month's beginning", async () => {
  company = await createCompany({ run: { as_of: "2024-05-01" } });
  await company.connection.run(`
    insert into config.segments values ('emea', 'EMEA', '');
    insert into config.segment_rules values ('emea', 'region', 'EMEA', null, null)`);
  const month = { billing_interval: "month" };
  await addAccount(
    company,
    "A",
    [
      { started_at: "2024-01-01", ended_at: "2024-03-10", mrr: 10, ...month },
      { started_at: "2024-01-01", mrr: 30, ...month },
    ],
    { region: "EMEA" },
  );
  await addAccount(company, "B", [{ started_at: "2024-03-05", mrr: 5, ...month }]);
  await plan("churned_arr", "2024-02", "2024-03", 100);
  await plan("new_arr", "2024-02", "2024-03", 100);
  await company.add("plans", {
    metric: "churned_arr",
    segment: "emea",
    vintage: "2024-02-01",
    period: "2024-03-01",
    value: 90,
  });
  await company.build();
  const found = await company.rows(
    `select metric, segment, actual::double as actual from marts.forecast_waterfall
     order by metric, segment`,
  );
  // 10 a month lost is 120 a year, 5 a month won 60
  expect(found.map((row) => Object.values(row))).toEqual([
    ["churned_arr", "all", 120],
    ["churned_arr", "emea", 120],
    ["new_arr", "all", 60],
  ]);
});

test("a plan for a period before its vintage is refused, by file and line", async () => {
  company = await createCompany({ run: { as_of: "2024-05-01" } });
  await addAccount(company, "A", [{ started_at: "2023-12-01", mrr: 10 }]);
  const row = { metric: "seats", vintage: "2024-03-01", period: "2024-02-01", value: 1 };
  await company.add("plans", { ...row, file_id: "f1", line: 7 });
  await company.add("ledger_files", { file_id: "f1", path: "exports/plans.csv" });
  await plan("seats", "2024-03", "2024-03", 2);
  await company.build();
  const checks = await readChecks(shipped("pipeline", "check"));
  const check = checks.find(({ name }) => name === "check/plan-before-vintage");
  expect(check?.severity).toBe("failed");
  const found = await company.rows(check?.sql ?? "");
  expect(found).toMatchObject([{ metric: "seats", path: "exports/plans.csv", line: "7" }]);
});

/** Yearly contracts that begin in each month of 2022; every fifth ends after two years. */
async function yearly(asOf: string): Promise<void> {
  company = await createCompany({ run: { as_of: asOf } });
  for (let account = 0; account < 20; account += 1) {
    const at = String((account % 12) + 1).padStart(2, "0");
    const dates = { started_at: `2022-${at}-01`, term_start: `2023-${at}-01` };
    const ends =
      account % 5 === 0
        ? { ended_at: `2024-${at}-01`, cancelled_at: `2023-${at}-20`, term_end: `2024-${at}-01` }
        : {};
    await addAccount(company, `A${account}`, [
      { ...dates, billing_interval: "year", amount: 1200 + 120 * account, ...ends },
    ]);
  }
  // leaves in the middle of its term, and one comes between
  await addAccount(company, "M", [
    {
      started_at: "2022-03-01",
      ended_at: "2023-11-15",
      billing_interval: "year",
      amount: 6000,
    },
  ]);
  await addAccount(company, "N", [
    { started_at: "2023-09-01", ended_at: "2024-04-15", billing_interval: "month", mrr: 77 },
  ]);
}

test("the effects of variance and bridge add up, by whatever they are grouped", async () => {
  await yearly("2024-06-10");
  await company.build("marts.forecast_variance", "marts.forecast_bridge");
  const broken = await company.rows(
    `select 'variance' as what from marts.forecast_variance
     group by vintage, period
     having sum(volume + rate + timing + unforecast) <> sum(churn_actual - churn_forecast)
     union all
     select 'actual' from marts.forecast_variance as variance
     group by vintage, period
     having sum(churn_actual) <> (
       select -12 * sum(mrr_churn + mrr_contraction) from marts.account_months
       where month = variance.period)
     union all
     select 'forecast' from marts.forecast_variance as variance
     group by vintage, period
     having sum(churn_forecast) <> (
       select sum(churned_arr) from marts.forecast_months
       where forecast_months.vintage = variance.vintage
         and forecast_months.period = variance.period)
     union all
     select 'bridge' from marts.forecast_bridge as bridge
     group by vintage_from, vintage_to, period
     having sum(amount) <> (
       select coalesce(sum(retained_arr) filter (where vintage = bridge.vintage_to), 0)
         - coalesce(sum(retained_arr) filter (where vintage = bridge.vintage_from), 0)
       from marts.forecast_months where forecast_months.period = bridge.period)`,
  );
  expect(broken).toEqual([]);
  const [counted] = await company.rows(
    `select count(distinct (vintage, period)) > 100 as variances,
       (select count(distinct (vintage_to, period)) > 100 from marts.forecast_bridge) as bridges,
       count(*) filter (where rate <> 0) > 0 as rates,
       count(*) filter (where unforecast > 0) > 0 as unforecasts
     from marts.forecast_variance`,
  );
  expect(counted).toEqual({ variances: true, bridges: true, rates: true, unforecasts: true });
});

test("what left in the middle of its term is timing, what no vintage counted is unforecast", async () => {
  await yearly("2024-06-10");
  await company.build();
  const found = await company.rows(
    `select account_id, status, churn_actual::double as actual, timing::double as timing
     from marts.forecast_variance_accounts
     where vintage = '2023-08-01' and period = '2023-11-01' and churn_actual <> 0`,
  );
  // M's renewal is due in March 2024 and its 6,000 go in November 2023
  expect(found.map((row) => Object.values(row))).toEqual([["M", "unknown", 6000, 6000]]);
});

test("a scenario stands beside the newest vintage: lost is lost, won is won", async () => {
  await yearly("2024-06-10");
  await company.connection.run(`
    insert into config.scenarios values ('gone', 'All lost', 0), ('kept', 'All won', 0.1);
    insert into config.scenario_statuses
    select 'gone', status, 0, false from config.forecast_priors
    union all select 'kept', status, 1, true from config.forecast_priors;
    update config.forecast set hazard = 0`);
  await company.build();
  const found = await company.rows(
    `select scenario, max(arr)::double as arr, max(retained_arr)::double as retained,
       max(price_arr)::double as price
     from marts.forecast_scenarios
     where period = (select max(period) from marts.forecast_scenarios) and segment = 'all'
     group by scenario order by scenario`,
  );
  expect(found).toHaveLength(2);
  const [gone, kept] = found;
  expect(gone).toMatchObject({ retained: 0, price: 0 });
  expect(Number(kept?.retained)).toBeLessThanOrEqual(Number(kept?.arr));
  expect(Number(kept?.price)).toBeGreaterThan(0.1 * Number(kept?.retained) * 0.999);
});
