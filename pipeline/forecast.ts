import type { DuckDBConnection } from "@duckdb/node-api";
import { z } from "zod";
import { rows } from "./database.js";
import { exitCodes, TenureError } from "./error.js";
import { type RowsTarget, writeRows } from "./export.js";
import { openPublished } from "./published.js";

export interface TriangleOptions {
  readonly warehouse: string;
  readonly metric: string;
  readonly segment: string;
  /** One vintage only, as `2025-06`; the last ones when absent. */
  readonly vintage: string | undefined;
}

/** One forecast of one period, with what came where the period has closed. */
export interface TriangleCell {
  readonly period: string;
  readonly forecast: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly actual: number | null;
  readonly variancePct: number | null;
  /** Whether the actual is of all accounts, and so the same whoever forecast it. */
  readonly isOfAll: boolean;
}

/** A row of the triangle: what one vintage of one kind foresaw. */
export interface TriangleRow {
  readonly vintage: string;
  readonly kind: "plan" | "replan" | "model";
  readonly origin: string;
  /** Whether its month is still open, so that the next run may forecast otherwise. */
  readonly isProvisional: boolean;
  readonly cells: readonly TriangleCell[];
}

/** The vintage triangle of a metric and segment, as the published build has it. */
export interface Triangle {
  readonly runId: string;
  readonly asOf: string;
  readonly metric: string;
  readonly title: string;
  readonly unit: string;
  readonly direction: "higher_is_better" | "lower_is_better";
  readonly currency: string;
  readonly segment: string;
  readonly periods: readonly string[];
  readonly rows: readonly TriangleRow[];
  /** Of all accounts, by period; empty where the metric is known over vintages only. */
  readonly actuals: Readonly<Record<string, number>>;
  readonly accuracy: readonly Record<string, unknown>[];
  readonly variance: readonly Record<string, unknown>[];
  readonly notes: readonly Record<string, unknown>[];
}

const vintagesShown = 13;

async function refuseUnknown(
  connection: DuckDBConnection,
  column: "metric" | "segment" | "vintage",
  asked: string,
): Promise<never> {
  const value = column === "vintage" ? "strftime(vintage, '%Y-%m')" : column;
  const known = await rows(
    connection,
    `select distinct ${value} as name from marts.forecast_waterfall order by name desc limit 24`,
  );
  const names = known.map(({ name }) => String(name)).sort();
  throw new TenureError(
    `publish/no-such-${column}`,
    `nothing was forecast for ${column} ${asked}`,
    {
      hint: names.length === 0 ? "There is no forecast yet." : `There are: ${names.join(", ")}.`,
      exitCode: exitCodes.config,
    },
  );
}

async function checkAsked(connection: DuckDBConnection, options: TriangleOptions): Promise<void> {
  const [found] = await rows(
    connection,
    `select bool_or(metric = $1) as metric, bool_or(segment = $2) as segment,
       bool_or(strftime(vintage, '%Y-%m') = $3) as vintage from marts.forecast_waterfall`,
    [options.metric, options.segment, options.vintage ?? ""],
  );
  if (found?.["metric"] !== true) await refuseUnknown(connection, "metric", options.metric);
  if (found?.["segment"] !== true) await refuseUnknown(connection, "segment", options.segment);
  if (options.vintage !== undefined && found?.["vintage"] !== true) {
    await refuseUnknown(connection, "vintage", options.vintage);
  }
}

const cellQuery = `
  select strftime(vintage, '%Y-%m') as vintage, kind, origin,
    strftime(period, '%Y-%m') as period, forecast::double as forecast, low::double as low,
    high::double as high, actual::double as actual, variance_pct as "variancePct",
    population = 'all_accounts' as "isOfAll",
    kind = 'model' and vintage in (
      select month from core.forecast_vintages where is_provisional) as "isProvisional"
  from marts.forecast_waterfall
  where metric = $1 and segment = $2 and case
    when $3::varchar is not null then strftime(vintage, '%Y-%m') = $3
    else vintage > (
      select max(vintage) - to_months(${vintagesShown}) from marts.forecast_waterfall
      where metric = $1 and segment = $2) end
  order by vintage, kind, period`;

const number = z.number().nullable();
const cellRow = z.object({
  vintage: z.string(),
  kind: z.enum(["plan", "replan", "model"]),
  origin: z.string(),
  period: z.string(),
  forecast: z.number(),
  low: number,
  high: number,
  actual: number,
  variancePct: number,
  isOfAll: z.boolean(),
  isProvisional: z.boolean(),
});

const cellRows = z.array(cellRow);

async function triangleRows(
  connection: DuckDBConnection,
  { metric, segment, vintage }: TriangleOptions,
): Promise<TriangleRow[]> {
  const found = await rows(connection, cellQuery, [metric, segment, vintage ?? null]);
  const made = new Map<string, TriangleRow & { cells: TriangleCell[] }>();
  for (const { vintage: of, kind, origin, isProvisional, ...cell } of cellRows.parse(found)) {
    const key = `${of}/${kind}`;
    const row = made.get(key) ?? { vintage: of, kind, origin, isProvisional, cells: [] };
    row.cells.push(cell);
    made.set(key, row);
  }
  return [...made.values()];
}

async function beside(
  connection: DuckDBConnection,
  { metric, segment }: TriangleOptions,
  periods: readonly string[],
) {
  const shown = periods.join(" ");
  const accuracy = await rows(
    connection,
    `select origin, lead_months as lead, periods, round(wape, 4) as wape, round(bias, 4) as bias,
       round(within_5pct, 4) as within_5pct, round(coverage_80, 4) as coverage_80
     from marts.forecast_accuracy where metric = $1 and segment = $2 order by origin, lead`,
    [metric, segment],
  );
  const variance = await rows(
    connection,
    `select strftime(period, '%Y-%m') as period, strftime(vintage, '%Y-%m') as vintage,
       sum(churn_forecast)::double as forecast, sum(churn_actual)::double as actual,
       sum(volume)::double as volume, sum(rate)::double as rate, sum(timing)::double as timing,
       sum(unforecast)::double as unforecast, bool_or(is_within_noise) as is_within_noise
     from marts.forecast_variance
     where lead_months = 1 and list_contains(string_split($1, ' '), strftime(period, '%Y-%m'))
     group by period, vintage order by period desc limit 6`,
    [shown],
  );
  const notes = await rows(
    connection,
    `select strftime(period, '%Y-%m') as period, author, why, action
     from marts.variance_notes
     where metric = $1 and list_contains(string_split($2, ' '), strftime(period, '%Y-%m'))
     order by period, author`,
    [metric, shown],
  );
  return { accuracy, variance, notes };
}

async function headOf(connection: DuckDBConnection, metric: string) {
  const [head] = await rows(
    connection,
    `select run.run_id, strftime(run.as_of, '%Y-%m-%d') as as_of, run.reporting_currency,
       metrics.title, metrics.unit, metrics.direction
     from config.run left join config.waterfall_metrics as metrics on metrics.metric = $1`,
    [metric],
  );
  return head ?? {};
}

async function read(connection: DuckDBConnection, options: TriangleOptions): Promise<Triangle> {
  await checkAsked(connection, options);
  const { metric, segment } = options;
  const made = await triangleRows(connection, options);
  const head = await headOf(connection, metric);
  const cells = made.flatMap((row) => row.cells);
  const periods = [...new Set(cells.map(({ period }) => period))].sort();
  // over a vintage's own accounts the actual differs from row to row: no line under the column
  const shared = cells.filter(({ isOfAll, actual }) => isOfAll && actual !== null);
  return {
    runId: String(head["run_id"]),
    asOf: String(head["as_of"]),
    metric,
    title: String(head["title"] ?? metric),
    unit: String(head["unit"] ?? ""),
    direction: (head["direction"] ?? "higher_is_better") as Triangle["direction"],
    currency: String(head["reporting_currency"]),
    segment,
    periods,
    rows: made,
    actuals: Object.fromEntries(shared.map(({ period, actual }) => [period, actual ?? 0])),
    ...(await beside(connection, options, periods)),
  };
}

/**
 * The triangle of a metric and segment; with a target its rows are written in full as well.
 * Throws `publish/no-such-metric`, `publish/no-such-segment`, `publish/no-such-vintage` and what
 * opening the build throws.
 */
export async function forecastTriangle(
  options: TriangleOptions,
  target?: RowsTarget,
): Promise<Triangle> {
  const { connection, close } = await openPublished(options.warehouse);
  try {
    const triangle = await read(connection, options);
    if (target !== undefined) {
      await connection.run("set variable asked_metric = $1", [options.metric]);
      await connection.run("set variable asked_segment = $1", [options.segment]);
      await connection.run("set variable asked_vintage = $1", [options.vintage ?? null]);
      await writeRows(
        connection,
        `select * from marts.forecast_waterfall
         where metric = getvariable('asked_metric') and segment = getvariable('asked_segment')
           and (getvariable('asked_vintage') is null
             or strftime(vintage, '%Y-%m') = getvariable('asked_vintage'))
         order by vintage, kind, period`,
        target,
      );
    }
    return triangle;
  } finally {
    close();
  }
}
