import { existsSync } from "node:fs";
import type { DuckDBConnection } from "@duckdb/node-api";
import { literal, rows, sqlTime } from "./database.js";
import { enterPlans, forgetPlans } from "./plans.js";
import { enterSeals, forgetSeals } from "./seals.js";
import { buildFile, readPointer, type Warehouse } from "./warehouse.js";

export type RunState =
  | "running"
  | "published"
  | "nothing-new"
  | "checks-failed"
  | "failed"
  | "interrupted";

/** What the ledger knows of a run that is published. */
export interface PublishedRun {
  readonly runId: string;
  readonly asOf: Date;
  readonly configVersion: string;
  readonly tenureVersion: string;
  readonly fingerprint: string;
}

export interface RunStart {
  readonly runId: string;
  readonly now: Date;
  readonly asOf: Date;
  readonly knownAt: Date | null;
  readonly loaded: { readonly version: string };
  readonly tenureVersion: string;
  readonly place: Warehouse;
}

export interface RunEnd {
  readonly runId: string;
  readonly outcome: RunState;
  readonly fingerprint?: string;
  readonly rowsRead?: number;
  readonly rowsQuarantined?: number;
}

// killed after its entry in the ledger and before the pointer was moved, a run was never served
async function forgetUnserved(connection: DuckDBConnection, warehouse: Warehouse): Promise<void> {
  const pointer = readPointer(warehouse);
  if (pointer !== undefined) {
    await connection.run(
      `update ledger.runs set outcome = 'interrupted'
       where outcome = 'published' and run_id <> $1 and finished_at > $2::timestamp`,
      [pointer.run_id, sqlTime(new Date(pointer.published_at))],
    );
  }
  await connection.run(`delete from ledger.restatements where run_id not in (
    select run_id from ledger.runs where outcome = 'published')`);
  await forgetSeals(connection);
  await forgetPlans(connection);
}

/** Enters a run in the ledger; runs that never ended are marked interrupted. */
export async function startRun(connection: DuckDBConnection, run: RunStart): Promise<void> {
  await connection.run("update ledger.runs set outcome = 'interrupted' where outcome = 'running'");
  await forgetUnserved(connection, run.place);
  await connection.run(
    `insert into ledger.runs values ($1, $2::timestamp, null, $3::timestamp, $4::timestamp,
      'running', null, null, $5, $6, null)`,
    [
      run.runId,
      sqlTime(run.now),
      sqlTime(run.asOf),
      run.knownAt === null ? null : sqlTime(run.knownAt),
      run.loaded.version,
      run.tenureVersion,
    ],
  );
}

/** Sets the restatements of a build that is still open aside; returns how many months they are of. */
export async function collectRestatements(
  connection: DuckDBConnection,
  runId: string,
): Promise<number> {
  await connection.run(
    `create or replace temp table restated as
     select metric, period, run_id, old_value, new_value, files, cause
     from marts.restatements where run_id = ${literal(runId)}`,
  );
  const [counted] = await rows(
    connection,
    "select count(distinct period)::integer as months from temp.restated",
  );
  return Number(counted?.["months"]);
}

/** Enters a run that is about to be served, with its restatements, all or nothing. */
export async function enterPublished(
  connection: DuckDBConnection,
  end: Omit<RunEnd, "outcome">,
): Promise<void> {
  await connection.run("begin");
  try {
    await connection.run("insert into ledger.restatements from temp.restated");
    await enterSeals(connection);
    await enterPlans(connection);
    await finishRun(connection, { ...end, outcome: "published" });
    await connection.run("commit");
  } catch (error) {
    await connection.run("rollback");
    throw error;
  }
}

/** Takes a run that could not be served out of the ledger again, but for its entry. */
export async function failRun(connection: DuckDBConnection, runId: string): Promise<void> {
  await connection.run("delete from ledger.restatements where run_id = $1", [runId]);
  await finishRun(connection, { runId, outcome: "failed" });
  await forgetSeals(connection);
  await forgetPlans(connection);
}

/** Says in the ledger how a run ended. */
export async function finishRun(connection: DuckDBConnection, end: RunEnd): Promise<void> {
  await connection.run(
    `update ledger.runs set outcome = $1, finished_at = $2::timestamp, fingerprint = $3,
      rows_read = $4::bigint, rows_quarantined = $5::bigint where run_id = $6`,
    [
      end.outcome,
      sqlTime(new Date()),
      end.fingerprint ?? null,
      end.rowsRead ?? null,
      end.rowsQuarantined ?? null,
      end.runId,
    ],
  );
}

/** The run behind the published build; undefined where nothing is published. */
export async function publishedRun(
  connection: DuckDBConnection,
  warehouse: Warehouse,
): Promise<PublishedRun | undefined> {
  const pointer = readPointer(warehouse);
  // a build that somebody deleted is no base, and no reason to say that nothing is new
  if (pointer === undefined || !existsSync(buildFile(warehouse, pointer.run_id))) return undefined;
  const [row] = await rows(
    connection,
    `select strftime(as_of, '%Y-%m-%dT%H:%M:%S.%gZ') as as_of, config_version, tenure_version,
       fingerprint
     from ledger.runs where run_id = $1`,
    [pointer.run_id],
  );
  if (row === undefined) return undefined;
  return {
    runId: pointer.run_id,
    asOf: new Date(String(row["as_of"])),
    configVersion: String(row["config_version"]),
    tenureVersion: String(row["tenure_version"]),
    fingerprint: String(row["fingerprint"]),
  };
}
