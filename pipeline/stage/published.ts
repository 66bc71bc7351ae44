import type { DuckDBConnection } from "@duckdb/node-api";
import { literal, rows } from "../database.js";

// figures of months that the published build did not close stay as they were published before
const carried = {
  published_figures: `
    select metric, period, value from published.core.closed_figures
    where not (select run.known_at is not null from published.config.run as run)
    union all
    select figures.metric, figures.period, figures.value
    from published.staging.published_figures as figures
    cross join published.config.run as run
    where run.known_at is not null or figures.period + interval 1 month > run.as_of`,
  published_run: `
    select run.run_id, run.as_of, greatest(run.as_of, before.closed_until) as closed_until,
      run.config_version, run.tenure_version
    from published.config.run as run left join published.staging.published_run as before on true
    where run.known_at is null
    union all
    select before.run_id, before.as_of, before.closed_until, before.config_version,
      before.tenure_version
    from published.staging.published_run as before cross join published.config.run as run
    where run.known_at is not null`,
  published_files: `
    select landings.file_id, landings.path, landings.seen_at, files.rows_loaded,
      greatest(run.as_of, before.closed_until)
    from published.staging.landings_read as landings
    join published.staging.ledger_files as files on files.file_id = landings.file_id
    cross join published.config.run as run
    left join published.staging.published_files as before
      on before.file_id = landings.file_id and before.path = landings.path
      and before.seen_at = landings.seen_at
    where run.known_at is null
    union all
    select files.file_id, files.path, files.seen_at, files.rows_loaded, files.closed_until
    from published.staging.published_files as files cross join published.config.run as run
    where run.known_at is not null`,
};

const columns: Readonly<Record<keyof typeof carried, string>> = {
  published_figures: "metric varchar, period date, value decimal(18, 4)",
  published_run:
    "run_id varchar, as_of timestamp, closed_until timestamp, config_version varchar, tenure_version varchar",
  published_files:
    "file_id varchar, path varchar, seen_at timestamp, rows_loaded bigint, closed_until timestamp",
};

// builds of earlier versions do not say what they published
async function tells(connection: DuckDBConnection): Promise<boolean> {
  const found = await rows(
    connection,
    `select 1 from duckdb_tables() where database_name = 'published'
     and schema_name = 'core' and table_name = 'closed_figures'`,
  );
  return found.length > 0;
}

/**
 * Copies what the published build said of closed months, and what it was made of, into
 * `staging.published_figures`, `published_run` and `published_files`. What a run with known_at
 * published does not count: it looked at the past.
 */
export async function writePublished(
  connection: DuckDBConnection,
  published: string | undefined,
): Promise<void> {
  const names = Object.keys(columns) as (keyof typeof columns)[];
  for (const name of names) {
    await connection.run(`create or replace table staging.${name} (${columns[name]})`);
  }
  if (published === undefined) return;
  await connection.run(`attach ${literal(published)} as published (read_only)`);
  try {
    if (!(await tells(connection))) return;
    for (const name of names) {
      await connection.run(`insert into staging.${name} ${carried[name]}`);
    }
  } finally {
    await connection.run("detach published");
  }
}
