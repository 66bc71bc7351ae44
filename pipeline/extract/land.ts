import { identifier, rows } from "../database.js";
import { TenureError } from "../error.js";
import { badTable, forgetRejects, type Landed, type Landing, writeGood } from "./landing.js";
import { landInOnePass } from "./one-pass.js";
import { firstProblem, isTrue, type Plan, planOf, selectList } from "./plan.js";
import { greatestRecord, linesAndTexts, oversized } from "./rejects.js";
import { markRepeats } from "./repeats.js";
import type { TextTable } from "./text-table.js";

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
  await forgetRejects(connection);
  await connection.run(`create or replace temp table landing as
    select record, record + ${table.headerLines} as line, ${names},
      ${firstProblem(plan)} as problem, is_filtered, false as is_repeat, raw_text
    from (
      select row_number() over () as record, ${selectList(plan, table)},
        ${isFiltered} as is_filtered, ${rawTextOf(table)} as raw_text
      from ${table.from} as file_row
    )`);
}

function recordTooLong({ shownPath, contract }: Landing, line: number, bytes: number) {
  const message = `${shownPath}: the record in line ${line} has ${bytes} bytes; one may have ${greatestRecord}`;
  return new TenureError("extract/record-too-long", message, {
    hint: `Shorten that field in the export, or check quote and escape of csv at ${contract.at}.`,
  });
}

// every row by name, with its line, its first problem and whether it repeats another
async function landWithCare(landing: Landing, plan: Plan): Promise<Landed> {
  const { connection, table, contract } = landing;
  const names = plan.columns.map((column) => column.name);
  await connection.run(badTable);
  await readAll(landing, plan);
  await markRepeats(landing, names);
  const rejected = await linesAndTexts(landing);
  const [counted] = await rows(connection, "select count(*)::integer as parsed from landing");
  if (Number(counted?.parsed) + rejected !== table.records) {
    const long = await oversized(landing);
    if (long !== undefined) throw recordTooLong(landing, long.line, long.bytes);
    throw new TenureError(
      "stage/rows-do-not-add-up",
      `${landing.shownPath} holds ${table.records} records, but ${counted?.parsed} were read and ${rejected} refused`,
      { hint: `Check the quote and escape characters of csv at ${contract.at}.` },
    );
  }
  return writeGood(
    landing,
    names,
    `select ${names.map(identifier).join(", ")}, line from landing
     where not is_filtered and problem is null and not is_repeat order by record`,
  );
}

/**
 * Casts a file's text by its contract into one Parquet file of the lake, and sets the rows that
 * do not fit aside in `landing_bad` (record, line, column_name, reason, shown, raw_text).
 * Throws `stage/rows-do-not-add-up` or `extract/record-too-long`.
 */
export async function land(landing: Landing): Promise<Landed> {
  const { connection, table } = landing;
  const plan = await planOf(landing);
  const canBePlain = plan.filter === undefined && table.isRegular && table.headerLines === 1;
  try {
    const landed = canBePlain ? await landInOnePass(landing, plan) : undefined;
    return landed ?? (await landWithCare(landing, plan));
  } finally {
    await connection.run("drop table if exists landing");
  }
}
