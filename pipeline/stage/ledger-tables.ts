import type { DuckDBConnection } from "@duckdb/node-api";
import { literal, rows, sqlTime } from "../database.js";
import type { LedgerFile } from "../ledger.js";

interface LedgerTables {
  readonly connection: DuckDBConnection;
  readonly files: readonly LedgerFile[];
  readonly runId: string;
  readonly knownAt: Date | null;
}

/**
 * Hands the ledger to the models as `staging.ledger_files`, `ledger_quarantine`, `ledger_runs` and
 * `ledger_restatements`, as it was at known_at but for the diary of runs, with the rows of unknown accounts, which change as accounts appear, counted as quarantined.
 */
export async function writeLedgerTables(
  options: LedgerTables,
): Promise<{ readonly rowsRead: number; readonly rowsQuarantined: number }> {
  const { connection } = options;
  const { knownAt } = options;
  const until =
    knownAt === null ? "'infinity'::timestamp" : `${literal(sqlTime(knownAt))}::timestamp`;
  const ids = options.files.map((file) => literal(file.fileId)).join(", ") || "null";
  await connection.run(`create or replace table staging.ledger_files as
    select files.file_id, source, entity, path, sha256, bytes, rows_read,
      (rows_loaded - coalesce(strange.row_count, 0))::bigint as rows_loaded,
      (rows_quarantined + coalesce(strange.row_count, 0))::bigint as rows_quarantined,
      rows_duplicate, rows_filtered, landed_at, contract_version, newest_at
    from ledger.files as files left join staging.unknown_counts as strange on strange.file_id = files.file_id
    where files.file_id in (${ids})`);
  await connection.run(`create or replace table staging.ledger_quarantine as
    select row_id, file_id, line, entity, column_name, reason, message, raw_text, first_seen_at,
      case when replayed_at < ${until} then replayed_at end as replayed_at
    from ledger.quarantine where file_id in (${ids}) or replayed_at < ${until}
    union all
    select concat_ws('/', strange.file_id, strange.line) as row_id, strange.file_id, line,
      strange.entity, 'account_id', 'unknown-account',
      'account_id "' || coalesce(account_id, '') || '" is in no accounts file', raw_text,
      files.landed_at, null
    from staging.unknown_accounts as strange
    join ledger.files as files on files.file_id = strange.file_id`);
  const [counted] = await rows(
    connection,
    `select coalesce(sum(rows_read), 0)::bigint as rows_read,
       coalesce(sum(rows_quarantined), 0)::bigint as rows_quarantined from staging.ledger_files`,
  );
  // whoever reads this build reads it because this run was published
  const isOwn = `run_id = ${literal(options.runId)}`;
  await connection.run(`create or replace table staging.ledger_runs as
    select run_id, started_at, finished_at, as_of, known_at,
      case when ${isOwn} then 'published' else outcome end as outcome,
      case when ${isOwn} then ${counted?.rows_read}::bigint else rows_read end as rows_read,
      case when ${isOwn} then ${counted?.rows_quarantined}::bigint
        else rows_quarantined end as rows_quarantined,
      config_version, tenure_version
    from ledger.runs`);
  await connection.run(`create or replace table staging.ledger_restatements as
    select metric, period, restatements.run_id, old_value, new_value, files, cause
    from ledger.restatements as restatements
    join ledger.runs as runs on runs.run_id = restatements.run_id
    where runs.started_at < ${until}`);
  return {
    rowsRead: Number(counted?.rows_read),
    rowsQuarantined: Number(counted?.rows_quarantined),
  };
}
