import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileLiteral, identifier, literal, rows } from "../database.js";
import { messageOf } from "../error.js";
import {
  badTable,
  copyTo,
  extrasOf,
  forgetRejects,
  type Landed,
  type Landing,
  lakeTable,
  spanOf,
  writeGood,
} from "./landing.js";
import { firstProblem, isTrue, noProblem, type Plan, selectList } from "./plan.js";
import { linesAndTexts, refusedRecords } from "./rejects.js";
import { markRepeats, repeatsIn, suspectRecords } from "./repeats.js";

const stopped = "a row does not fit";

// a filter would cast every row twice; an error stops at the first bad one and costs nothing else
function strictSelect(plan: Plan, { table }: Landing): string {
  const bad = plan.problems.map((problem) => isTrue(problem.when)).join(" or ") || "false";
  const [first, ...others] = plan.columns.map((column) => identifier(column.name));
  const checked = `case when ${bad} then error(${literal(stopped)}) else ${first} end as ${first}`;
  return `select ${[checked, ...others].join(", ")}
    from (select ${selectList(plan, table)} from ${table.from})`;
}

async function copyGood(landing: Landing, plan: Plan): Promise<boolean> {
  try {
    await copyTo(landing.connection, strictSelect(plan, landing), landing.lakeFile);
    return true;
  } catch (error) {
    if (messageOf(error).includes(stopped)) return false;
    throw error;
  }
}

function taggedSelect(plan: Plan, { table }: Landing): string {
  const names = plan.columns.map((column) => identifier(column.name)).join(", ");
  return `select ${names}, ${firstProblem(plan)} as problem
    from (select ${selectList(plan, table)} from ${table.from})`;
}

/** All of a file's rows on their way: a Parquet file with a row's record number and its problem. */
interface Whole {
  readonly path: string;
  readonly sql: string;
}

function wholeOf({ temporary, fileId, table }: Landing, plan: Plan, isTagged: boolean): Whole {
  const path = join(temporary, `${fileId}.whole.parquet`);
  const names = plan.columns.map((column) => identifier(column.name)).join(", ");
  const sql = `(select file_row_number + 1 as record,
      file_row_number + ${1 + table.headerLines} as line, ${names},
      ${isTagged ? "problem" : noProblem} as problem
    from read_parquet(${fileLiteral(path)}, file_row_number = true))`;
  return { path, sql };
}

// the rows that may be bad or repeated are few: only they are looked at one by one
async function judgeSuspects(landing: Landing, names: readonly string[], whole: Whole) {
  const { connection } = landing;
  const when = await spanOf(landing, lakeTable(whole.path), names);
  const suspects = await suspectRecords(landing, names, whole.sql, when);
  await connection.run(`create or replace temp table landing as
    select record, line, ${names.map(identifier).join(", ")}, problem, false as is_filtered,
      false as is_repeat, null::varchar as raw_text
    from ${whole.sql} where problem is not null or record in (${suspects})`);
  await connection.run(badTable);
  await markRepeats(landing, names);
  await linesAndTexts(landing);
}

const few = 64;

// what is few stands in the select itself: a join would lose the order of rows and sort them again
async function remaining(
  landing: Landing,
  names: readonly string[],
  whole: Whole,
): Promise<string> {
  const { connection, table } = landing;
  const bad = await rows(
    connection,
    `select record from landing where problem is not null or is_repeat limit ${few + 1}`,
  );
  const shifts = await rows(
    connection,
    `select record, shift from landing_shifts order by record desc limit ${few + 1}`,
  );
  const list = names.map(identifier).join(", ");
  if (bad.length > few || shifts.length > few) {
    return `select ${list}, whole.record + coalesce(shifts.shift, ${table.headerLines}) as line
      from ${whole.sql} as whole
      asof left join landing_shifts as shifts on whole.record >= shifts.record
      where whole.record not in (select record from landing where problem is not null or is_repeat)
      order by whole.record`;
  }
  const shift = shifts.map((row) => `when record >= ${row.record} then ${row.shift}`).join(" ");
  const isGood = bad.map((row) => `record <> ${row.record}`).join(" and ") || "true";
  return `select ${list},
      record + ${shift === "" ? table.headerLines : `case ${shift} else ${table.headerLines} end`}
        as line
    from ${whole.sql} where ${isGood}`;
}

async function withoutSuspects(landing: Landing, plan: Plan, whole: Whole): Promise<Landed> {
  const names = plan.columns.map((column) => column.name);
  await judgeSuspects(landing, names, whole);
  return writeGood(landing, names, await remaining(landing, names, whole));
}

// all rows to one side, with their problems where there are some
async function writeWhole(landing: Landing, plan: Plan, isStrict: boolean): Promise<Whole> {
  const whole = wholeOf(landing, plan, !isStrict);
  if (isStrict) {
    renameSync(landing.lakeFile, whole.path);
    return whole;
  }
  await forgetRejects(landing.connection);
  await copyTo(landing.connection, taggedSelect(plan, landing), whole.path);
  return whole;
}

async function takeOut(landing: Landing, plan: Plan, isStrict: boolean) {
  const whole = await writeWhole(landing, plan, isStrict);
  try {
    const { count } = await spanOf(landing, lakeTable(whole.path), []);
    const isAll = count + (await refusedRecords(landing)) === landing.table.records;
    return isAll ? await withoutSuspects(landing, plan, whole) : undefined;
  } finally {
    rmSync(whole.path, { force: true });
  }
}

/**
 * Lands a file whose every line is a record in one pass straight to Parquet, which the counts
 * then prove; bad and repeated rows are taken out of it afterwards. Undefined where the counts
 * do not add up.
 */
export async function landInOnePass(landing: Landing, plan: Plan): Promise<Landed | undefined> {
  const { table, lakeFile, connection } = landing;
  await forgetRejects(connection);
  const isStrict = await copyGood(landing, plan);
  if (!isStrict) return takeOut(landing, plan, isStrict);
  const names = plan.columns.map((column) => column.name);
  const { count: loaded, ...when } = await spanOf(landing, lakeTable(lakeFile), names);
  const isWhole = loaded === table.records;
  if (!isWhole || (await repeatsIn(landing, names, when))) return takeOut(landing, plan, isStrict);
  const outcome = { quarantined: 0, duplicate: 0, filtered: 0, hasLine: false };
  return { read: loaded, loaded, ...outcome, ...when, extras: extrasOf(names) };
}
