import type { DuckDBConnection } from "@duckdb/node-api";
import { literal } from "../database.js";
import type { MetricHeader } from "./header.js";
import type { Model } from "./models.js";
import { writeOutsideMetrics } from "./outside-metrics.js";

interface Metric {
  readonly name: string;
  readonly header: MetricHeader;
}

const schema = "metrics.";

function metricsOf(models: readonly Model[]): readonly Metric[] {
  return models.flatMap((model) =>
    model.kind === "metric" ? [{ name: model.name.replace(schema, ""), header: model.header }] : [],
  );
}

function valuesOf({ name, header }: Metric): string {
  const { title, unit, direction, provenance, window_days: days, says, entities } = header;
  const texts = [name, title, unit, direction, provenance].map(literal);
  return `(${[...texts, days ?? "null", literal(says), literal(entities.join(", "))].join(", ")})`;
}

/** Writes what the metrics say of themselves into `config.metrics`, where marts and pages read it. */
export async function writeMetricSettings(
  connection: DuckDBConnection,
  models: readonly Model[],
): Promise<void> {
  await connection.run(`create or replace table config.metrics (
    metric varchar, title varchar, unit varchar, direction varchar, provenance varchar,
    window_days integer, says varchar, sources varchar)`);
  const values = metricsOf(models).map(valuesOf);
  if (values.length > 0) {
    await connection.run(`insert into config.metrics values ${values.join(", ")}`);
  }
  await writeOutsideMetrics(connection);
}

function rowsOf(table: string): string {
  const metric = table.startsWith(schema) ? literal(table.replace(schema, "")) : "metric";
  return `select account_id, month, ${metric} as metric, value::double as value from ${table}`;
}

const nothing =
  "select null::varchar as account_id, null::date as month, null::varchar as metric, " +
  "null::double as value where false";

/** (Re)creates a view that holds the rows of metrics, and of tables of many, in one long table. */
export async function unite(
  connection: DuckDBConnection,
  name: string,
  parts: readonly string[],
): Promise<void> {
  const selects = parts.length === 0 ? [nothing] : parts.map(rowsOf);
  await connection.run(`create or replace view ${name} as ${selects.join(" union all ")}`);
}
