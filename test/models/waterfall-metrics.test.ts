import { readFileSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import { shipped } from "../../pipeline/root.js";
import { type Company, createCompany } from "./company.js";

let company: Company;
afterAll(() => company.close());

const sqlOf = (model: string) => readFileSync(shipped("models", ...model.split("/")), "utf8");
const make = (sql: string) => company.connection.run(sql);

const planned = [
  "retained_arr",
  "churned_arr",
  "expansion_arr",
  "new_arr",
  "grr",
  "nrr",
  "csat",
].concat(["first_response_hours", "key_feature_breadth", "seats"]);

test("a plan of each metric of waterfall.yml meets what came of it, by segment", async () => {
  company = await createCompany();
  const money = ["mrr", "mrr_opening", "mrr_new", "mrr_expansion", "mrr_contraction", "mrr_churn"];
  await make(`
    create schema core; create schema marts;
    create table core.account_months as
    select account_id, month::date as month, true as is_closed, seats, 0::decimal(18, 4) as mrr_reactivation,
      (mrr * 12)::decimal(18, 4) as arr, ${money.map((name) => `${name}::decimal(18, 4) as ${name}`).join(", ")}
    from (values ('a', '2024-01-01', 5, 100, 100, 0, 0, 0, 0), ('b', '2024-01-01', 4, 50, 50, 0, 0, 0, 0),
        ('c', '2024-01-01', 6, 30, 30, 0, 0, 0, 0), ('a', '2024-02-01', 5, 120, 100, 0, 20, 0, 0),
        ('b', '2024-02-01', 3, 40, 50, 0, 0, -10, 0), ('c', '2024-02-01', 0, 0, 30, 0, 0, 0, -30),
        ('d', '2024-02-01', 2, 25, 0, 25, 0, 0, 0))
      as months(account_id, month, seats, ${money.join(", ")});
    create table core.account_segments as
      select account_id, month, 'all' as segment from core.account_months
      union all select account_id, month, 'emea' from core.account_months where account_id in ('a', 'b');
    create table core.forecast_vintages as
      select date '2024-01-01' as month, false as is_provisional, 'backcast' as origin;
    create table core.month_spine as select distinct month, true as is_closed from core.account_months;
    create table marts.account_metrics as select account_id, date '2024-02-01' as month, metric, value
      from (values ('a', 'csat_90d', 4.0), ('b', 'csat_90d', 5.0), ('a', 'first_response_hours_p50_90d', 2.0),
        ('b', 'first_response_hours_p50_90d', 6.0), ('c', 'first_response_hours_p50_90d', 10.0),
        ('a', 'key_feature_breadth', 0.5), ('b', 'key_feature_breadth', 0.25), ('d', 'key_feature_breadth', 0.75))
      as metrics(account_id, metric, value);
    create table core.forecast_totals (month date, segment varchar, lead_months integer, metric varchar,
      arr decimal(18, 4), forecast decimal(18, 4), low_80 decimal(18, 4), high_80 decimal(18, 4))`);
  for (const metric of planned) {
    for (const segment of ["all", "emea"]) {
      const dates = { vintage: "2024-01-01", period: "2024-02-01" };
      await company.add("plans", { metric, segment, value: 1, ...dates });
    }
  }
  for (const table of [
    "plan_values",
    "waterfall_figures",
    "waterfall_actuals",
    "forecast_actuals",
  ]) {
    await make(`create table core.${table} as ${sqlOf(`core/${table}.sql`)}`);
  }
  await make(`create table waterfall as ${sqlOf("marts/forecast_waterfall.sql")}`);
  const found = await company.connection.runAndReadAll(
    `select metric || ' ' || segment || ' ' || round(actual, 4)::double as told from waterfall
     where kind = 'plan' order by metric, segment`,
  );
  // January's 180 a month, 100 and 40 of which stay, or 120 and 40; of EMEA's 150 the same
  expect(found.getRows().map(([told]) => told)).toEqual([
    "churned_arr all 480.0",
    "churned_arr emea 120.0",
    "csat all 4.5",
    "csat emea 4.5",
    "expansion_arr all 240.0",
    "expansion_arr emea 240.0",
    "first_response_hours all 6.0",
    "first_response_hours emea 4.0",
    "grr all 0.7778",
    "grr emea 0.9333",
    "key_feature_breadth all 0.5",
    "key_feature_breadth emea 0.375",
    "new_arr all 300.0",
    "new_arr emea 0.0",
    "nrr all 0.8889",
    "nrr emea 1.0667",
    "retained_arr all 1680.0",
    "retained_arr emea 1680.0",
    "seats all 10.0",
    "seats emea 8.0",
  ]);
});
