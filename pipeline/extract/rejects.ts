import { closeSync, openSync, readSync, writeSync } from "node:fs";
import { join } from "node:path";
import { literal, rows } from "../database.js";
import { TenureError } from "../error.js";
import type { Landing } from "./landing.js";
import { createScanner, eachChunk } from "./scan.js";
import { openQuote } from "./text-table.js";

const reasons: Readonly<Record<string, string>> = {
  "MISSING COLUMNS": "too-few-columns",
  "TOO MANY COLUMNS": "too-many-columns",
  "UNQUOTED VALUE": "broken-quotes",
  "LINE SIZE OVER MAXIMUM": "line-too-long",
  "INVALID ENCODING": "not-in-encoding",
};

/** Bytes that the parser takes in one record; it keeps a buffer of so many. */
export const greatestRecord = 4_194_304;

interface Reject {
  /** Where the parser says that the record starts: there, or at the line break before it. */
  readonly start: number;
  readonly reason: string;
  readonly shown: string;
}

async function hasRejects({ table, connection }: Landing): Promise<boolean> {
  if (!table.hasRejects) return false;
  const found = await rows(
    connection,
    "select 1 from duckdb_tables() where table_name = 'reject_errors'",
  );
  return found.length > 0;
}

/** How many records the parser refused since `forgetRejects`. */
export async function refusedRecords(landing: Landing): Promise<number> {
  if (!(await hasRejects(landing))) return 0;
  const [row] = await rows(
    landing.connection,
    "select count(distinct line_byte_position)::integer as n from reject_errors",
  );
  return Number(row?.n);
}

async function rejectsOf(landing: Landing): Promise<Reject[]> {
  if (!(await hasRejects(landing))) return [];
  const rejects = await rows(
    landing.connection,
    `select line_byte_position::bigint as start,
       min_by(error_type, coalesce(column_idx, 0))::varchar as type,
       min_by(error_message, coalesce(column_idx, 0)) as message
     from reject_errors group by line_byte_position order by line_byte_position`,
  );
  return rejects.map((reject) => ({
    start: Number(reject.start) - 1,
    reason: reasons[String(reject.type)] ?? "unreadable",
    shown:
      reject.type === "LINE SIZE OVER MAXIMUM"
        ? `a record of more than ${greatestRecord} bytes`
        : (String(reject.message).split("\n")[0] ?? ""),
  }));
}

interface Taker {
  /** The reject of the record that stands there, if the parser refused it. */
  take(start: number, stop: number): Reject | undefined;
  /** How many rejects belong to no record. */
  strays(): number;
}

function takerOf(rejects: readonly Reject[]): Taker {
  let next = 0;
  let previousStop = 0;
  let strays = 0;
  return {
    take(start, stop) {
      let found: Reject | undefined;
      for (let reject = rejects[next]; reject !== undefined && reject.start <= start; ) {
        if (reject.start < previousStop) strays++;
        else found ??= reject;
        reject = rejects[++next];
      }
      previousStop = stop;
      return found;
    },
    strays: () => strays + rejects.length - next,
  };
}

const greatestText = 1 << 20;
const greatestLines = 100;

function refuseSwallowed(landing: Landing, text: string, line: number): void {
  if (text.split("\n", greatestLines + 1).length <= greatestLines) return;
  throw openQuote(landing.shownPath, landing.contract, line);
}

function textBetween(file: number, start: number, stop: number): string {
  const bytes = Buffer.alloc(Math.max(0, Math.min(stop - start, greatestText)));
  readSync(file, bytes, 0, bytes.length, start);
  return bytes.toString("utf8");
}

/** Lines of JSON on their way to DuckDB, written as they come. */
interface Lines {
  readonly path: string;
  count: number;
  add(row: object): void;
  close(): void;
}

function linesIn(landing: Landing, name: string): Lines {
  const path = join(landing.temporary, `${landing.fileId}-${name}.ndjson`);
  const file = openSync(path, "w");
  let pending = "";
  function flush(): void {
    writeSync(file, pending);
    pending = "";
  }
  return {
    path,
    count: 0,
    add(row) {
      this.count++;
      pending += `${JSON.stringify(row)}\n`;
      if (pending.length > greatestText) flush();
    },
    close() {
      flush();
      closeSync(file);
    },
  };
}

interface Found {
  /** From which parsed record on a record's line is how many more than its number. */
  readonly shifts: Lines;
  /** Raw texts of parsed records that are bad. */
  readonly texts: Lines;
  /** Records that the parser refused. */
  readonly refused: Lines;
}

/** Visits every record of the file after its header: where it stands and on which line. */
async function eachRecord(
  landing: Landing,
  visit: (start: number, stop: number, line: number) => void,
): Promise<void> {
  const { shape, headerLines } = landing.table;
  if (shape === undefined) return;
  let seen = 0;
  const scanner = createScanner(shape.record, shape.newline, (start, stop, line) => {
    seen++;
    if (seen > headerLines) visit(start, stop, line);
  });
  await eachChunk(landing.plain, (chunk) => scanner.push(chunk));
  scanner.end();
}

/** The first record that is longer than any may be: then the parser loses count. */
export async function oversized(
  landing: Landing,
): Promise<{ readonly line: number; readonly bytes: number } | undefined> {
  let found: { line: number; bytes: number } | undefined;
  await eachRecord(landing, (start, stop, line) => {
    if (stop - start > greatestRecord) found ??= { line, bytes: stop - start };
  });
  return found;
}

async function badRecords(landing: Landing): Promise<Set<number>> {
  const bad = await rows(
    landing.connection,
    "select record from landing where problem is not null and not is_filtered",
  );
  return new Set(bad.map((row) => Number(row.record)));
}

async function visitRecords(landing: Landing, rejects: Taker, found: Found): Promise<void> {
  const bad = await badRecords(landing);
  const file = openSync(landing.plain, "r");
  let parsed = 0;
  let shift = landing.table.headerLines;
  try {
    await eachRecord(landing, (start, stop, line) => {
      const reject = rejects.take(start, stop);
      if (reject !== undefined) {
        const { reason, shown } = reject;
        const text = textBetween(file, start, stop);
        refuseSwallowed(landing, text, line);
        found.refused.add({ line, reason, shown, raw_text: text });
        return;
      }
      parsed++;
      if (line - parsed !== shift) {
        shift = line - parsed;
        found.shifts.add({ record: parsed, shift });
      }
      if (bad.has(parsed))
        found.texts.add({ record: parsed, raw_text: textBetween(file, start, stop) });
    });
  } finally {
    closeSync(file);
  }
}

function readLines({ path }: Lines, columns: string): string {
  return `read_json(${literal(path)}, format = 'newline_delimited',
    maximum_object_size = 67108864, columns = {${columns}})`;
}

async function insert(landing: Landing, found: Found): Promise<void> {
  const { connection } = landing;
  if (found.shifts.count > 0) {
    const shifts = readLines(found.shifts, "record: 'bigint', shift: 'bigint'");
    await connection.run(`insert into landing_shifts select record, shift from ${shifts}`);
    await connection.run(`update landing set line = shifted.line from (
        select landing.record, landing.record + shifts.shift as line
        from landing asof join landing_shifts as shifts on landing.record >= shifts.record
      ) as shifted where shifted.record = landing.record`);
  }
  if (found.texts.count > 0) {
    const texts = readLines(found.texts, "record: 'bigint', raw_text: 'varchar'");
    await connection.run(`update landing set raw_text = texts.raw_text from ${texts} as texts
      where texts.record = landing.record`);
  }
  if (found.refused.count > 0) {
    const columns = "line: 'bigint', reason: 'varchar', shown: 'varchar', raw_text: 'varchar'";
    await connection.run(`insert into landing_bad
      select null, line, null, reason, shown, raw_text from ${readLines(found.refused, columns)}`);
  }
}

function refuseStrays(landing: Landing, strays: number, all: number): void {
  if (strays === 0) return;
  throw new TenureError(
    "stage/rows-do-not-add-up",
    `${landing.shownPath}: of ${all} records that the parser refuses, ${strays} start where no record starts`,
    { hint: `Check the quote and escape characters of csv at ${landing.contract.at}.` },
  );
}

/**
 * Gives every row of `landing` its line, bad rows their raw text, and puts the records that the
 * parser refused into `landing_bad`; returns how many were refused. `landing_shifts` then tells
 * from which record on a line is how many more than its record.
 */
export async function linesAndTexts(landing: Landing): Promise<number> {
  const { table, connection } = landing;
  await connection.run("create or replace temp table landing_shifts (record bigint, shift bigint)");
  if (table.shape === undefined) return 0;
  const rejects = await rejectsOf(landing);
  const bad = await rows(connection, "select 1 from landing where problem is not null limit 1");
  if (table.isRegular && rejects.length === 0 && bad.length === 0) return 0;
  const [shifts, texts, refused] = ["shifts", "texts", "refused"].map((name) =>
    linesIn(landing, name),
  ) as [Lines, Lines, Lines];
  const found = { shifts, texts, refused };
  const taker = takerOf(rejects);
  try {
    await visitRecords(landing, taker, found);
  } finally {
    for (const lines of [shifts, texts, refused]) lines.close();
  }
  refuseStrays(landing, taker.strays(), rejects.length);
  await insert(landing, found);
  return refused.count;
}
