import type { DuckDBConnection } from "@duckdb/node-api";
import { rows } from "./database.js";
import type { Log } from "./log.js";
import { openTrial, type Trial } from "./trial.js";

type Row = Readonly<Record<string, unknown>>;

/** How well two configs foresaw the same renewals, each vintage knowing only what was before it. */
export interface Backtest {
  /** Renewals settled before this month are the earlier ones: tune on them, judge on the later. */
  readonly laterFrom: string | null;
  /** By months (earlier, later), lead bucket and config (base, other). */
  readonly scores: readonly Row[];
}

export interface BacktestOptions {
  readonly warehouse: string;
  /** Puts the other config in the place of the build's. */
  readonly apply: (trial: Trial) => Promise<void>;
  readonly log: Log;
}

const targets = [
  "marts.renewal_forecasts",
  "marts.forecast_months",
  "core.forecast_actuals",
  "core.line_renewals",
];
const seals = ["ledger_seals", "ledger_sealed_renewals", "ledger_sealed_months"];

// what was sealed was made under the config of its day; here every vintage is made again
async function unseal(connection: DuckDBConnection): Promise<readonly string[]> {
  const [count = {}] = await rows(
    connection,
    "select count(*)::integer as n from staging.ledger_seals",
  );
  if (count["n"] === 0) return [];
  for (const name of [...seals, "ledger_live_from"]) {
    await connection.run(`drop view staging.${name}`);
    await connection.run(
      `create table staging.${name} as select * from published.staging.${name} limit 0`,
    );
  }
  await connection.run("insert into staging.ledger_live_from values (timestamp '9999-12-31')");
  return [...seals, "ledger_live_from"].map((name) => `staging.${name}`);
}

async function collect(connection: DuckDBConnection, config: "base" | "other"): Promise<void> {
  await connection.run(`
    create table outcomes.${config}_forecasts as
    select '${config}' as config, forecasts.vintage, forecasts.account_id,
      forecasts.subscription_id, forecasts.renewal_on, forecasts.lead_bucket, forecasts.status,
      forecasts.probability, renewals.settled_month, renewals.is_renewed
    from marts.renewal_forecasts as forecasts
    join core.subscription_lines as lines on lines.subscription_id = forecasts.subscription_id
    join core.line_renewals as renewals
      on renewals.line_id = lines.line_id and renewals.due_month = forecasts.period
    where forecasts.basis = 'model' and not forecasts.is_provisional and not renewals.is_early
      and forecasts.term_class = 'longer'`);
  await connection.run(`
    create table outcomes.${config}_churn as
    with expected as (
      select vintage, period, sum(churned_arr)::double as forecast
      from marts.forecast_months group by vintage, period
    )
    select '${config}' as config, leads.lead_bucket, actuals.month, expected.forecast,
      (actuals.retained_before - actuals.retained_arr)::double as actual
    from core.forecast_actuals as actuals
    join expected on expected.vintage = actuals.vintage and expected.period = actuals.month
    join config.forecast_leads as leads on leads.lead_months = actuals.lead_months
    where actuals.segment = 'all'`);
}

// the same renewals seen from the same vintages, whatever else either side has
const pairsSql = `
  create table outcomes.pairs as
  select base.vintage, base.account_id, base.subscription_id, base.renewal_on,
    base.settled_month, base.is_renewed
  from outcomes.base_forecasts as base
  join outcomes.other_forecasts as other
    using (vintage, account_id, subscription_id, renewal_on)`;

const splitSql = `
  create table outcomes.split as
  select quantile_disc(settled_month, 0.5) as later_from from outcomes.pairs`;

const judgedSql = `
  create table outcomes.judged as
  select forecasts.config, forecasts.vintage, forecasts.lead_bucket, forecasts.status,
    forecasts.probability, pairs.is_renewed,
    if(pairs.settled_month < split.later_from, 'earlier', 'later') as months
  from (from outcomes.base_forecasts union all from outcomes.other_forecasts) as forecasts
  join outcomes.pairs as pairs using (vintage, account_id, subscription_id, renewal_on)
  cross join outcomes.split as split`;

// a tie counts half: equal probabilities share the mean of their ranks
const scoresSql = `
  with ranked as (
    select *, rank() over (partition by months, lead_bucket, config order by probability)
        + (count(*) over (partition by months, lead_bucket, config, probability) - 1) / 2.0 as rank
    from outcomes.judged
  ),
  alarms as (
    select months, lead_bucket, config, count(*) as renewals,
      count(*) filter (where is_renewed) as renewed,
      sum(rank) filter (where is_renewed) as ranks,
      avg(pow(probability - is_renewed::integer, 2)) as brier,
      count(*) filter (where status = 'green' and not is_renewed) as green_lost,
      count(*) filter (where status = 'red' and is_renewed) as red_renewed,
      count(*) filter (where status in ('red', 'orange') and is_renewed) as false_alarms
    from ranked group by months, lead_bucket, config
  ),
  watched as (
    select judged.months, judged.lead_bucket, count(distinct (held.csm_id, held.month)) as csm_months
    from (select distinct months, lead_bucket, vintage from outcomes.judged) as judged
    join published.core.account_months as held
      on held.month = judged.vintage and held.is_customer and held.csm_id is not null
    group by judged.months, judged.lead_bucket
  ),
  churn as (
    select config, lead_bucket, if(month < split.later_from, 'earlier', 'later') as months,
      sum(abs(actual - forecast)) / nullif(sum(abs(actual)), 0) as wape
    from (from outcomes.base_churn union all from outcomes.other_churn) as both_sides
    cross join outcomes.split as split
    group by config, lead_bucket, months
  )
  select months, lead_bucket, config, alarms.renewals::integer as renewals,
    round((ranks - renewed * (renewed + 1) / 2.0)
      / nullif(renewed * (alarms.renewals - renewed), 0), 4) as auc,
    round(brier, 5) as brier, round(churn.wape, 4) as churned_arr_wape,
    green_lost::integer as green_lost, red_renewed::integer as red_renewed,
    round(false_alarms / nullif(watched.csm_months, 0)::double, 4)
      as false_alarms_per_csm_month
  from alarms
  left join watched using (months, lead_bucket)
  left join churn using (months, lead_bucket, config)
  order by months, lead_bucket, config`;

/** Scores the collected forecasts of both sides, `outcomes.base_*` and `outcomes.other_*`. */
export async function score(connection: DuckDBConnection): Promise<Backtest> {
  for (const sql of [pairsSql, splitSql, judgedSql]) await connection.run(sql);
  const [split = {}] = await rows(
    connection,
    "select later_from::varchar as month from outcomes.split",
  );
  const month = split["month"];
  return {
    laterFrom: typeof month === "string" ? month.slice(0, 7) : null,
    scores: await rows(connection, scoresSql),
  };
}

/** Builds every vintage under both configs and scores both on the same decided renewals. */
export async function backtest(options: BacktestOptions): Promise<Backtest> {
  const trial = await openTrial(options.warehouse, options.log);
  const { connection } = trial;
  try {
    await trial.build(targets, await unseal(connection));
    await collect(connection, "base");
    await options.apply(trial);
    await trial.build(targets);
    await collect(connection, "other");
    return await score(connection);
  } finally {
    trial.close();
  }
}
