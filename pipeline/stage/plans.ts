import type { DuckDBConnection } from "@duckdb/node-api";
import { literal, rows, sqlTime } from "../database.js";
import { exitCodes, TenureError } from "../error.js";
import { knownUntil } from "./sealed.js";
import { type Change, everything, hasTable, type StageOptions } from "./sources.js";

// months as the waterfall reads them; what plans after as_of say has not been said yet
const stagedPlans = (asOf: Date): string => `
  select metric, coalesce(segment, 'all') as segment, date_trunc('month', vintage)::date as vintage,
    date_trunc('month', period)::date as period, value::decimal(18, 6) as value, file_id, line
  from staging.plans where vintage < ${literal(sqlTime(asOf))}::timestamp`;

const contradictions = `
  with staged as (from temp.staged_plans),
  known as (select distinct metric, segment, vintage from staging.ledger_plans),
  told as (select distinct metric, segment, vintage from staged)
  select coalesce(files.path || ':' || staged.line, 'the plan') as place,
    staged.metric, staged.segment, strftime(staged.vintage, '%Y-%m') as vintage,
    strftime(staged.period, '%Y-%m') as period, staged.value::varchar as value,
    published.value::varchar as published
  from staged
  join known using (metric, segment, vintage)
  left join staging.ledger_plans as published using (metric, segment, vintage, period)
  left join ledger.files as files on files.file_id = staged.file_id
  where published.value is distinct from staged.value
  union all
  select 'the plan', metric, segment, strftime(vintage, '%Y-%m'), strftime(period, '%Y-%m'), null,
    published.value::varchar
  from staging.ledger_plans as published
  join told using (metric, segment, vintage)
  anti join staged using (metric, segment, vintage, period)
  order by all`;

// a vintage that nobody had published when later ones had spoken of the same period
const hindsight = `
  with published as (
    select metric, segment, period, min(vintage) as first
    from staging.ledger_plans group by metric, segment, period)
  select coalesce(files.path || ':' || staged.line, 'the plan') as place,
    staged.metric, staged.segment, strftime(staged.period, '%Y-%m') as period,
    strftime(staged.vintage, '%Y-%m') as vintage, strftime(published.first, '%Y-%m') as first
  from temp.staged_plans as staged
  join published using (metric, segment, period)
  anti join staging.ledger_plans as known using (metric, segment, vintage)
  left join ledger.files as files on files.file_id = staged.file_id
  where staged.vintage < published.first
  order by all`;

function figure(text: unknown): string {
  return String(text).replace(/\.?0+$/, "");
}

function sentence(row: Readonly<Record<string, unknown>>, others: number): string {
  const { place, metric, segment, vintage, period, value, published } = row;
  const what = `${metric} of ${segment} in ${period}`;
  const says = value === null ? `leaves out ${what}` : `plans ${figure(value)} for ${what}`;
  const was = published === null ? "without it" : `with ${figure(published)}`;
  const more = others === 0 ? "" : `, and ${others} more`;
  return `${place} ${says}, but its vintage ${vintage} was published ${was}${more}`;
}

// another value, a period more or a period less
async function refuseRewrittenPlans(connection: DuckDBConnection): Promise<void> {
  const found = await rows(connection, contradictions);
  const [first] = found;
  if (first === undefined) return;
  throw new TenureError("stage/plan-rewritten", sentence(first, found.length - 1), {
    hint: "Put the published figures back and give the new ones a later vintage: a re-plan.",
    exitCode: exitCodes.tooManyBadRows,
  });
}

// the first plan of a period is what all others are measured by
async function refuseHindsight(connection: DuckDBConnection): Promise<void> {
  const found = await rows(connection, hindsight);
  const [row] = found;
  if (row === undefined) return;
  const { place, metric, segment, period, vintage, first } = row;
  const more = found.length === 1 ? "" : `, and ${found.length - 1} more`;
  throw new TenureError(
    "stage/plan-in-hindsight",
    `${place} plans ${metric} of ${segment} in ${period} as of ${vintage}, after the plan of ${first} for it was published${more}`,
    {
      hint: "Take the line out, or give it a vintage after the published ones: a re-plan.",
      exitCode: exitCodes.tooManyBadRows,
    },
  );
}

/**
 * Hands published plans to the models and sets the staged ones aside as `staged_plans`. Throws
 * `stage/plan-rewritten` where they differ, and `stage/plan-in-hindsight` where one would come
 * before those of its period.
 */
export async function writePlans(options: StageOptions): Promise<readonly Change[]> {
  const { connection, asOf, onlyPresent = false } = options;
  const isFirst =
    options.previousAsOf === undefined || !(await hasTable(connection, "ledger_plans"));
  const before = isFirst ? "ledger.plans limit 0" : "staging.ledger_plans";
  await connection.run(`create or replace temp table previous_plans as from ${before}`);
  await connection.run(
    `create or replace table staging.ledger_plans as select * from ledger.plans
     where not ${onlyPresent} and published_at < ${literal(knownUntil(options))}::timestamp
       and vintage < ${literal(sqlTime(asOf))}::timestamp`,
  );
  await connection.run(`create or replace temp table staged_plans as ${stagedPlans(asOf)}`);
  await refuseRewrittenPlans(connection);
  await refuseHindsight(connection);
  const [differing] = await rows(
    connection,
    `select min(vintage)::varchar as month from (
       (from previous_plans except from staging.ledger_plans)
       union all (from staging.ledger_plans except from previous_plans))`,
  );
  const month = isFirst ? everything : (differing?.["month"] ?? null);
  return month === null ? [] : [{ relation: "staging.ledger_plans", from: String(month) }];
}
