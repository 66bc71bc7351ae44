import type { DuckDBConnection } from "@duckdb/node-api";
import { literal, rows } from "../database.js";

/** What a source brings along may be described in metrics.yml; else only its name is known. */
const insertMetrics = `
  insert into config.metrics
  select outside.metric, coalesce(settings.title, outside.metric),
    coalesce(settings.unit, 'unknown'), coalesce(settings.direction, 'unknown'),
    coalesce(settings.provenance, 'unknown'), null,
    coalesce(settings.says, 'Computed elsewhere and read from a source.'), 'metric_values'
  from config.outside_metrics as outside
  left join config.outside_metric_settings as settings on settings.metric = outside.metric
  order by outside.metric`;

const needed = [
  "staging.metric_values",
  "config.outside_metric_settings",
  "config.metric_settings",
] as const;

/**
 * Lists the metrics of `staging.metric_values` in `config.outside_metrics` and adds them to
 * `config.metrics`; one that has the name of a metric file is none of them.
 */
export async function writeOutsideMetrics(connection: DuckDBConnection): Promise<void> {
  await connection.run(
    "create or replace table config.outside_metrics (metric varchar, max_age_days integer)",
  );
  const [found] = await rows(
    connection,
    `select count(*)::integer as tables from information_schema.tables
     where table_catalog = current_database()
       and table_schema || '.' || table_name in (${needed.map(literal).join(", ")})`,
  );
  if (found?.["tables"] !== needed.length) return;
  await connection.run(`
    insert into config.outside_metrics
    select measured.metric, coalesce(any_value(settings.max_age_days),
      any_value(defaults.outside_max_age_days))
    from staging.metric_values as measured
    cross join config.metric_settings as defaults
    left join config.outside_metric_settings as settings on settings.metric = measured.metric
    where measured.metric not in (select metric from config.metrics)
    group by measured.metric order by measured.metric`);
  await connection.run(insertMetrics);
}
