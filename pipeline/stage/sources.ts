import type { DuckDBConnection } from "@duckdb/node-api";
import type { FileContract } from "../contract.js";
import { contractOf } from "../contract-of.js";
import { literal, rows } from "../database.js";
import type { EntityName } from "../entities.js";
import type { LedgerFile } from "../ledger.js";
import type { Log } from "../log.js";
import type { Warehouse } from "../warehouse.js";
import type { EntitySource, SelectContext } from "./resolved-rows.js";

export interface StageOptions {
  readonly connection: DuckDBConnection;
  readonly warehouse: Warehouse;
  readonly contracts: readonly FileContract[];
  /** The ledger files that this run reads. */
  readonly files: readonly LedgerFile[];
  readonly asOf: Date;
  /** as_of of the build that this one starts from; undefined in a full build. */
  readonly previousAsOf: Date | undefined;
  readonly runId: string;
  readonly log: Log;
}

/** A relation that differs from the build before, and the first month that it can touch. */
export interface Change {
  readonly relation: string;
  readonly from: string;
}

/** The month that says that all months are touched. */
export const everything = "0001-01-01";

/** What the selects of a stage need to know. */
export function contextOf(options: StageOptions): SelectContext {
  const asOf = options.asOf.toISOString().replace("T", " ").replace("Z", "");
  return { ...options, asOf: `timestamp ${literal(asOf)}` };
}

/** What a run reads of one entity: each contract with the files that are its own. */
export function sourcesOf(options: StageOptions, entity: EntityName): EntitySource[] {
  const files = options.files.map((file) => ({
    file,
    contract: contractOf(file, options.contracts),
  }));
  return options.contracts
    .filter((contract) => contract.entity === entity)
    .map((contract) => ({
      contract,
      files: files.filter((found) => found.contract === contract).map(({ file }) => file),
    }));
}

/** Whether the build that this one starts from has a table of the schema `staging`. */
export async function hasTable(connection: DuckDBConnection, name: string): Promise<boolean> {
  const found = await rows(
    connection,
    `select 1 from duckdb_tables() where schema_name = 'staging' and table_name = ${literal(name)}
     and database_name = current_database()`,
  );
  return found.length > 0;
}

/** Keeps which files a build was made of, for the next one to compare. */
export async function rememberFiles(options: StageOptions): Promise<void> {
  const { connection } = options;
  await connection.run(`create or replace table staging.read_files
    (file_id varchar, entity varchar, oldest_at timestamp)`);
  await connection.run(
    `insert into staging.read_files select file_id, entity, oldest_at from ledger.files
     where file_id in (${options.files.map((file) => literal(file.fileId)).join(", ") || "null"})`,
  );
}
