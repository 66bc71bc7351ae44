import type { DuckDBConnection } from "@duckdb/node-api";
import { literal } from "../database.js";
import type { MetricHeader } from "./header.js";
import type { Model } from "./models.js";

interface Metric {
  readonly name: string;
  readonly table: string;
  readonly header: MetricHeader;
}

function metricsOf(models: readonly Model[]): readonly Metric[] {
  return models.flatMap((model) =>
    model.kind === "metric"
      ? [{ name: model.name.replace("metrics.", ""), table: model.name, header: model.header }]
      : [],
  );
}

/** Writes what the metric headers say into `config.metrics`, where marts and pages read it. */
export async function writeMetricSettings(
  connection: DuckDBConnection,
  models: readonly Model[],
): Promise<void> {
  await connection.run(`create or replace table config.metrics (
    metric varchar, title varchar, unit varchar, direction varchar, provenance varchar,
    window_days integer, says varchar, sources varchar)`);
  for (const { name, header } of metricsOf(models)) {
    await connection.run("insert into config.metrics values ($1, $2, $3, $4, $5, $6, $7, $8)", [
      name,
      header.title,
      header.unit,
      header.direction,
      header.provenance,
      header.window_days ?? null,
      header.says,
      header.entities.join(", "),
    ]);
  }
}

/** (Re)creates the view that holds every metric in one long table. */
export async function createMetricValues(
  connection: DuckDBConnection,
  models: readonly Model[],
): Promise<void> {
  const parts = metricsOf(models).map(
    ({ name, table }) =>
      `select account_id, month, ${literal(name)} as metric, value::double as value from ${table}`,
  );
  const nothing =
    "select null::varchar as account_id, null::date as month, null::varchar as metric, " +
    "null::double as value where false";
  await connection.run(
    `create or replace view core.metric_values as ${[...parts, ...(parts.length === 0 ? [nothing] : [])].join(" union all ")}`,
  );
}
