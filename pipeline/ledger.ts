import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { type Database, literal, openDatabase, rows } from "./database.js";
import { exitCodes, messageOf, TenureError } from "./error.js";
import type { Warehouse } from "./warehouse.js";

const tables = `
create table if not exists ledger.files (
    file_id varchar primary key, source varchar, entity varchar, path varchar, sha256 varchar,
    bytes bigint, contract_version varchar, lake_path varchar,
    rows_read bigint, rows_loaded bigint, rows_quarantined bigint, rows_duplicate bigint,
    rows_filtered bigint, landed_at timestamp, run_id varchar,
    oldest_at timestamp, newest_at timestamp, has_line boolean, extras varchar
);
create table if not exists ledger.sightings (
    source varchar, entity varchar, sha256 varchar, path varchar, seen_at timestamp, run_id varchar
);
create table if not exists ledger.seen (
    path varchar primary key, bytes bigint, modified varchar, sha256 varchar
);
create table if not exists ledger.quarantine (
    row_id varchar primary key, file_id varchar, line bigint, entity varchar, column_name varchar,
    reason varchar, message varchar, raw_text varchar, first_seen_at timestamp,
    replayed_at timestamp
);
create table if not exists ledger.restatements (
    metric varchar, period date, run_id varchar, old_value decimal(18, 4),
    new_value decimal(18, 4), files varchar, cause varchar
);
create table if not exists ledger.moments (
    moment_id varchar primary key, account_id varchar, moment varchar, raised_on date,
    batch_id varchar, payload varchar, recorded_at timestamp, delivered_at timestamp
);
create table if not exists ledger.runs (
    run_id varchar primary key, started_at timestamp, finished_at timestamp, as_of timestamp,
    known_at timestamp, outcome varchar, rows_read bigint, rows_quarantined bigint,
    config_version varchar, tenure_version varchar, fingerprint varchar
);
create table if not exists ledger.plans (
    metric varchar, segment varchar, vintage date, period date, value decimal(18, 6),
    file_id varchar, line bigint, published_at timestamp, run_id varchar
);
create table if not exists ledger.seals (
    vintage date primary key, sealed_at timestamp, run_id varchar, config_version varchar,
    renewals bigint, months bigint, previous varchar, sha256 varchar
);
create table if not exists ledger.sealed_renewals (
    vintage date, month date, origin varchar, is_provisional boolean, account_id varchar,
    subscription_id varchar, renewal_on date, period date, basis varchar, status varchar,
    lead_months integer, lead_bucket varchar, term_class varchar, term_months integer,
    arr decimal(18, 4), probability_prior double, probability double, probability_logo double,
    n double, probability_low double, probability_high double, kept_share double,
    arr_reaching decimal(18, 4), expected_arr decimal(18, 4), human_category varchar,
    human_probability double, disagrees boolean
);
create table if not exists ledger.sealed_months (
    vintage date, month date, account_id varchar, period date, origin varchar,
    is_provisional boolean, lead_months integer, status varchar, ultimate_parent_id varchar,
    arr decimal(18, 4), retained_arr decimal(18, 4), churned_arr decimal(18, 4),
    renewal_churned_arr decimal(18, 4), expansion_arr decimal(18, 4),
    contraction_arr decimal(18, 4), retained_error decimal(18, 4), churned_error decimal(18, 4)
);
create table if not exists ledger.sealed_totals (
    vintage date, segment varchar, lead_months integer, metric varchar, arr decimal(18, 4),
    forecast decimal(18, 4), low_80 decimal(18, 4), high_80 decimal(18, 4),
    low_95 decimal(18, 4), high_95 decimal(18, 4)
);
`;

/** Where and when a content was found. */
export interface Place {
  readonly path: string;
  /** As `YYYY-MM-DD HH:MM:SS`. */
  readonly at: string;
}

/** A file of the ledger, as landed under one contract. */
export interface LedgerFile {
  readonly fileId: string;
  readonly source: string;
  readonly entity: string;
  readonly path: string;
  readonly sha256: string;
  readonly contractVersion: string;
  /** Path of the Parquet file below the warehouse; null when no row was loaded. */
  readonly lakePath: string | null;
  readonly rowsRead: number;
  readonly rowsLoaded: number;
  readonly rowsQuarantined: number;
  readonly rowsDuplicate: number;
  readonly rowsFiltered: number;
  readonly landedAt: string;
  /** Greatest and least happened-at of the loaded rows, as `YYYY-MM-DD HH:MM:SS`. */
  readonly oldestAt: string | null;
  readonly newestAt: string | null;
  /** The lake file carries each row's line; else line = row number + 2. */
  readonly hasLine: boolean;
  /** Columns beyond the canonical ones, as named in the lake. */
  readonly extras: readonly string[];
  /** Where the same bytes came back, when that is later than the landing. */
  readonly seenAgain?: Place;
}

/** The place by which a file is older or newer than the others. */
export function placeOf(file: LedgerFile): Place {
  return file.seenAgain ?? { path: file.path, at: file.landedAt };
}

/** Whether one place is later than another: by name, then by time. */
export function isLater(a: Place, b: Place): boolean {
  return a.path === b.path ? a.at > b.at : a.path > b.path;
}

export interface Resources {
  readonly memoryLimit: string;
  readonly threads?: number;
}

function holder(warehouse: Warehouse): string {
  try {
    return readFileSync(warehouse.lock, "utf8").trim();
  } catch {
    return "another process";
  }
}

function refuseAccess(warehouse: Warehouse, error: unknown): TenureError {
  const message = messageOf(error);
  if (/could not set lock|conflicting lock/i.test(message)) {
    return new TenureError(
      "warehouse/locked",
      `${warehouse.folder} is in use by ${holder(warehouse)}`,
      {
        hint: "Wait for that run to end, or use another --warehouse.",
        exitCode: exitCodes.locked,
        cause: error,
      },
    );
  }
  return new TenureError(
    "warehouse/no-access",
    `cannot write the warehouse ${warehouse.folder}: ${message.split("\n")[0]}`,
    {
      hint: "Give the directory write permission, or name another with --warehouse.",
      exitCode: exitCodes.config,
      cause: error,
    },
  );
}

// the file system's own way of making a folder with those above it never ends below /proc
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    // another run may have been first
    if (!existsSync(folder)) throw error;
  }
}

/**
 * Opens the warehouse for writing: one DuckDB instance with the ledger attached as `ledger`. The
 * operating system's lock on ledger.duckdb decides who may write and dies with its process; the
 * file `lock` only tells a person who holds it.
 */
export async function openLedger(
  warehouse: Warehouse,
  resources: Resources,
  says: string,
): Promise<Database> {
  try {
    for (const folder of [warehouse.lake, warehouse.builds, warehouse.temporary]) {
      makeFolder(folder);
    }
  } catch (error) {
    throw refuseAccess(warehouse, error);
  }
  const database = await openDatabase(":memory:", {
    ...resources,
    tempDirectory: warehouse.temporary,
  });
  try {
    await database.connection.run(`attach ${literal(warehouse.ledger)} as ledger`);
    await database.connection.run(tables);
    writeFileSync(warehouse.lock, `${says}\n`);
  } catch (error) {
    database.close();
    throw refuseAccess(warehouse, error);
  }
  return {
    ...database,
    close: () => {
      rmSync(warehouse.lock, { force: true });
      database.close();
    },
  };
}

function fileOf(row: Record<string, unknown>): LedgerFile {
  const text = (name: string): string | null =>
    row[name] === null ? null : String(row[name] as string);
  return {
    fileId: String(row.file_id),
    source: String(row.source),
    entity: String(row.entity),
    path: String(row.path),
    sha256: String(row.sha256),
    contractVersion: String(row.contract_version),
    lakePath: text("lake_path"),
    rowsRead: Number(row.rows_read),
    rowsLoaded: Number(row.rows_loaded),
    rowsQuarantined: Number(row.rows_quarantined),
    rowsDuplicate: Number(row.rows_duplicate),
    rowsFiltered: Number(row.rows_filtered),
    landedAt: String(row.landed_at),
    oldestAt: text("oldest_at"),
    newestAt: text("newest_at"),
    hasLine: row.has_line === true,
    extras: String(row.extras) === "" ? [] : (JSON.parse(String(row.extras)) as string[]),
  };
}

/** Every landing in the ledger, in order of landing, then path. */
export async function ledgerFiles(connection: DuckDBConnection): Promise<LedgerFile[]> {
  const found = await rows(
    connection,
    "select * from ledger.files order by landed_at, path, file_id",
  );
  return found.map(fileOf);
}
