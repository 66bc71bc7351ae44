import { mkdirSync, renameSync } from "node:fs";
import { dirname } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { FileContract } from "../contract.js";
import { fileLiteral, identifier, literal, rows } from "../database.js";
import { entityOf } from "../entities.js";
import { messageOf, TenureError } from "../error.js";
import {
  castSelect,
  type KeptColumn,
  type LakeColumn,
  lakeColumns,
  type Problem,
} from "./columns.js";
import { unknownColumns } from "./header.js";
import { linesAndTexts } from "./rejects.js";
import { markRepeats, repeatsInLake } from "./repeats.js";
import { type TextTable, textIn } from "./text-table.js";
import { filterOf } from "./where.js";

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

interface Plan {
  readonly columns: readonly LakeColumn[];
  readonly problems: readonly Problem[];
  readonly filter: string | undefined;
}

// what an ignored column says still tells two rows apart that are known by their whole content
function ignoredColumn(table: TextTable, names: readonly string[]): KeptColumn {
  const texts = names.map((name) => `coalesce(${table.textOf(name)}, chr(0))`);
  return { name: "ignored", sql: `md5(concat_ws(chr(31), ${texts.join(", ")}))` };
}

function keptColumns(table: TextTable, contract: FileContract): KeptColumn[] {
  const unknown = unknownColumns(table.names, contract);
  if (contract.onUnknownColumn === "keep") {
    return unknown.map((name) => ({ name: `x:${name}`, sql: table.textOf(name) }));
  }
  const isWholeRow = contract.key.length === 0 && unknown.length > 0;
  return isWholeRow ? [ignoredColumn(table, unknown)] : [];
}

async function planOf(landing: Landing): Promise<Plan> {
  const { table, contract } = landing;
  const { columns, problems } = lakeColumns(
    contract,
    (_name, column) => textIn(table, column),
    keptColumns(table, contract),
    table.hasDoubles,
  );
  const malformed: Problem[] =
    table.malformed === undefined
      ? []
      : [{ column: "", reason: "not-json", when: "is_malformed", shown: "malformed_text" }];
  const filter =
    contract.where === undefined
      ? undefined
      : await filterOf(landing.connection, contract.where, table, contract);
  return { columns, problems: [...malformed, ...problems], filter };
}

async function count(connection: DuckDBConnection, sql: string): Promise<number> {
  const [row] = await rows(connection, `select (${sql})::varchar as n`);
  return Number(row?.n);
}

function selectList(plan: Plan, table: TextTable): string {
  const casts = castSelect(plan.columns);
  return table.malformed === undefined
    ? casts
    : `${casts}, ${table.malformed} as is_malformed, left(record_text, 80) as malformed_text`;
}

function isTrue(condition: string): string {
  return `coalesce(${condition}, false)`;
}

async function copyTo(landing: Landing, select: string): Promise<void> {
  mkdirSync(dirname(landing.lakeFile), { recursive: true });
  const partial = `${landing.lakeFile}.partial`;
  await landing.connection.run(`copy (${select}) to ${literal(partial)} (${parquet})`);
  renameSync(partial, landing.lakeFile);
}

async function span(
  landing: Landing,
  columns: readonly LakeColumn[],
): Promise<Pick<Landed, "oldestAt" | "newestAt">> {
  const at = entityOf(landing.contract.entity).happenedAt;
  if (at === undefined || !columns.some((column) => column.name === at)) {
    return { oldestAt: null, newestAt: null };
  }
  const [row] = await rows(
    landing.connection,
    `select min(${at})::varchar as oldest, max(${at})::varchar as newest
     from read_parquet(${fileLiteral(landing.lakeFile)})`,
  );
  return {
    oldestAt: (row?.oldest as string | null) ?? null,
    newestAt: (row?.newest as string | null) ?? null,
  };
}

function extrasOf(columns: readonly LakeColumn[]): string[] {
  return columns.map((column) => column.name).filter((name) => name.startsWith("x:"));
}

const stopped = "a row does not fit";

// a filter would copy every good row; an error stops at the first bad one and costs nothing else
function strictSelect(plan: Plan, table: TextTable): string {
  const bad = plan.problems.map((problem) => isTrue(problem.when)).join(" or ") || "false";
  const [first, ...others] = plan.columns.map((column) => identifier(column.name));
  const checked = `case when ${bad} then error(${literal(stopped)}) else ${first} end as ${first}`;
  return `select ${[checked, ...others].join(", ")}
    from (select ${selectList(plan, table)} from ${table.from})`;
}

async function copyGood(landing: Landing, plan: Plan): Promise<boolean> {
  try {
    await copyTo(landing, strictSelect(plan, landing.table));
    return true;
  } catch (error) {
    if (messageOf(error).includes(stopped)) return false;
    throw error;
  }
}

// one pass straight to Parquet: right when every line is a good row, which the counts then prove
async function landInOnePass(landing: Landing, plan: Plan): Promise<Landed | undefined> {
  const { connection, table } = landing;
  if (!(await copyGood(landing, plan))) return undefined;
  const loaded = await count(
    connection,
    `select num_rows from parquet_file_metadata(${fileLiteral(landing.lakeFile)})`,
  );
  if (loaded !== table.records) return undefined;
  const when = await span(landing, plan.columns);
  if (await repeatsInLake(landing, plan.columns, when)) return undefined;
  const outcome = { quarantined: 0, duplicate: 0, filtered: 0, hasLine: false };
  return { read: loaded, loaded, ...outcome, ...when, extras: extrasOf(plan.columns) };
}

function firstProblem(problems: readonly Problem[]): string {
  if (problems.length === 0)
    return "null::struct(column_name varchar, reason varchar, shown varchar)";
  const cases = problems.map(
    ({ when, column, reason, shown }) =>
      `when ${isTrue(when)} then {'column_name': ${literal(column)}, 'reason': ${literal(reason)},
        'shown': left(coalesce(${shown}, ''), 80)}`,
  );
  return `case ${cases.join("\n")} end`;
}

function rawTextOf(table: TextTable): string {
  if (table.shape !== undefined) return "null::varchar";
  return table.malformed === undefined ? "to_json(file_row)::varchar" : "record_text";
}

async function readAll(landing: Landing, plan: Plan): Promise<void> {
  const { connection, table } = landing;
  const names = plan.columns.map((column) => identifier(column.name)).join(", ");
  const isWhole = table.malformed === undefined ? "true" : `not ${table.malformed}`;
  const isFiltered =
    plan.filter === undefined ? "false" : `${isWhole} and not ${isTrue(plan.filter)}`;
  await connection.run("drop table if exists reject_errors");
  await connection.run("drop table if exists reject_scans");
  await connection.run(`create or replace temp table landing as
    select row_number() over () as record,
      row_number() over () + ${table.headerLines} as line,
      ${names}, ${firstProblem(plan.problems)} as problem, is_filtered, false as is_repeat, raw_text
    from (
      select ${selectList(plan, table)}, ${isFiltered} as is_filtered,
        ${rawTextOf(table)} as raw_text
      from ${table.from} as file_row
    )`);
}

// every row by name, with its line, its first problem and whether it repeats another
async function landWithCare(landing: Landing, plan: Plan): Promise<Landed> {
  const { connection, table, contract } = landing;
  await connection.run(`create or replace temp table landing_bad (record bigint, line bigint,
    column_name varchar, reason varchar, shown varchar, raw_text varchar)`);
  await readAll(landing, plan);
  await markRepeats(landing, plan.columns);
  const rejected = await linesAndTexts(landing);
  const parsed = await count(connection, "select count(*) from landing");
  if (parsed + rejected !== table.records) {
    throw new TenureError(
      "stage/rows-do-not-add-up",
      `${landing.shownPath} holds ${table.records} records, but ${parsed} were read and ${rejected} refused`,
      { hint: `Check the quote and escape characters of csv at ${contract.at}.` },
    );
  }
  await connection.run(`insert into landing_bad
    select record, line, problem.column_name, problem.reason, problem.shown, raw_text
    from landing where not is_filtered and problem is not null`);
  const names = plan.columns.map((column) => identifier(column.name)).join(", ");
  const good = "not is_filtered and problem is null and not is_repeat";
  await copyTo(landing, `select ${names}, line from landing where ${good} order by record`);
  const [counted] = await rows(
    connection,
    `select count(*) filter (where ${good})::integer as loaded,
      count(*) filter (where is_filtered)::integer as filtered,
      count(*) filter (where not is_filtered and problem is null and is_repeat)::integer as repeated
     from landing`,
  );
  const quarantined = await count(connection, "select count(*) from landing_bad");
  return {
    read: table.records,
    loaded: Number(counted?.loaded),
    quarantined,
    duplicate: Number(counted?.repeated),
    filtered: Number(counted?.filtered),
    ...(await span(landing, plan.columns)),
    hasLine: true,
    extras: extrasOf(plan.columns),
  };
}

/**
 * Casts a file's text by its contract into one Parquet file of the lake, and sets the rows that
 * do not fit aside in `landing_bad` (record, line, column_name, reason, shown, raw_text).
 * Throws `stage/rows-do-not-add-up`.
 */
export async function land(landing: Landing): Promise<Landed> {
  const { connection, table, contract } = landing;
  const plan = await planOf(landing);
  const canBePlain = plan.filter === undefined && table.isRegular && table.headerLines === 1;
  if (entityOf(contract.entity).isUnbounded && canBePlain) {
    const landed = await landInOnePass(landing, plan);
    if (landed !== undefined) return landed;
  }
  try {
    return await landWithCare(landing, plan);
  } finally {
    await connection.run("drop table if exists landing");
  }
}
