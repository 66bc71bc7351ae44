import { mkdirSync, renameSync } from "node:fs";
import { dirname } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { FileContract } from "../contract.js";
import { fileLiteral, literal, rows } from "../database.js";
import { entityOf } from "../entities.js";
import type { TextTable } from "./text-table.js";

/** A file that is being landed: what it is, how it reads, and where it goes. */
export interface Landing {
  readonly connection: DuckDBConnection;
  readonly fileId: string;
  readonly contract: FileContract;
  /** The plain file, and the name that messages use. */
  readonly plain: string;
  readonly shownPath: string;
  readonly table: TextTable;
  /** Absolute path of the Parquet file to write. */
  readonly lakeFile: string;
  /** Lake files of the same entity that may already hold the same facts. */
  readonly earlier: readonly EarlierFile[];
  readonly temporary: string;
}

export interface EarlierFile {
  readonly lakeFile: string;
  readonly oldestAt: string | null;
  readonly newestAt: string | null;
}

/** What became of a file's rows; the bad ones are in the temporary table `landing_bad`. */
export interface Landed {
  readonly read: number;
  readonly loaded: number;
  readonly quarantined: number;
  readonly duplicate: number;
  readonly filtered: number;
  readonly oldestAt: string | null;
  readonly newestAt: string | null;
  readonly hasLine: boolean;
  readonly extras: readonly string[];
}

// small row groups, so that a month's file of usage keeps every core busy
const parquet =
  "format parquet, compression lz4_raw, string_dictionary_page_size_limit 100000, row_group_size 61440";

/** Writes a select as a Parquet file of the lake, whole or not at all. */
export async function copyTo(
  connection: DuckDBConnection,
  select: string,
  path: string,
): Promise<void> {
  mkdirSync(dirname(path), { recursive: true });
  const partial = `${path}.partial`;
  await connection.run(`copy (${select}) to ${literal(partial)} (${parquet})`);
  renameSync(partial, path);
}

/** How many rows a lake file holds, and when the first and the last of them happened. */
export interface LakeSpan {
  readonly count: number;
  readonly oldestAt: string | null;
  readonly newestAt: string | null;
}

/** A lake file as an SQL table. */
export function lakeTable(path: string): string {
  return `read_parquet(${fileLiteral(path)})`;
}

/** Reads a table's span; the times are null where the entity or the table has none. */
export async function spanOf(
  { connection, contract }: Landing,
  table: string,
  names: readonly string[],
): Promise<LakeSpan> {
  const at = entityOf(contract.entity).happenedAt;
  const isTimed = at !== undefined && names.includes(at);
  const [oldest, newest] = isTimed ? [`min(${at})`, `max(${at})`] : ["null", "null"];
  const [row] = await rows(
    connection,
    `select count(*)::integer as n, ${oldest}::varchar as oldest, ${newest}::varchar as newest
     from ${table}`,
  );
  return {
    count: Number(row?.n),
    oldestAt: (row?.oldest as string | null) ?? null,
    newestAt: (row?.newest as string | null) ?? null,
  };
}

/** Makes the empty temporary table for the rows of `landing` that are bad. */
export const badTable = `create or replace temp table landing_bad (record bigint, line bigint,
  column_name varchar, reason varchar, shown varchar, raw_text varchar)`;

// copies the bad rows of `landing` to `landing_bad` and counts what does not load
async function setBadAside(
  connection: DuckDBConnection,
): Promise<Pick<Landed, "quarantined" | "duplicate" | "filtered">> {
  await connection.run(`insert into landing_bad
    select record, line, problem.column_name, problem.reason, problem.shown, raw_text
    from landing where not is_filtered and problem is not null`);
  const [counted] = await rows(
    connection,
    `select (select count(*) from landing_bad)::integer as quarantined,
      count(*) filter (where is_filtered)::integer as filtered,
      count(*) filter (where not is_filtered and problem is null and is_repeat)::integer as repeated
     from landing`,
  );
  return {
    quarantined: Number(counted?.quarantined),
    duplicate: Number(counted?.repeated),
    filtered: Number(counted?.filtered),
  };
}

/** Sets the bad rows of `landing` aside, writes the good ones that `select` reads, and counts both. */
export async function writeGood(
  landing: Landing,
  names: readonly string[],
  select: string,
): Promise<Landed> {
  const { connection, table, lakeFile } = landing;
  const aside = await setBadAside(connection);
  await copyTo(connection, select, lakeFile);
  const { count: loaded, oldestAt, newestAt } = await spanOf(landing, lakeTable(lakeFile), names);
  const outcome = { ...aside, hasLine: true, oldestAt, newestAt, extras: extrasOf(names) };
  return { read: table.records, loaded, ...outcome };
}

/** The columns of the lake that are no canonical ones. */
export function extrasOf(names: readonly string[]): string[] {
  return names.filter((name) => name.startsWith("x:"));
}

/** Forgets what the parser refused in the file before. */
export async function forgetRejects(connection: DuckDBConnection): Promise<void> {
  await connection.run("drop table if exists reject_errors");
  await connection.run("drop table if exists reject_scans");
}
