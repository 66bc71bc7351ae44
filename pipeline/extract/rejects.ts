import { closeSync, openSync, readSync, writeSync } from "node:fs";
import { join } from "node:path";
import { literal, rows } from "../database.js";
import { TenureError } from "../error.js";
import type { Landing } from "./land.js";
import { createScanner, eachChunk } from "./scan.js";

const reasons: Readonly<Record<string, string>> = {
  "MISSING COLUMNS": "too-few-columns",
  "TOO MANY COLUMNS": "too-many-columns",
  "UNQUOTED VALUE": "broken-quotes",
  "LINE SIZE OVER MAXIMUM": "line-too-long",
  "INVALID ENCODING": "not-in-encoding",
};

interface Reject {
  readonly reason: string;
  readonly shown: string;
}

async function rejectedAt(landing: Landing): Promise<Map<number, Reject>> {
  const found = new Map<number, Reject>();
  if (!landing.table.hasRejects) return found;
  const exists = await rows(
    landing.connection,
    "select 1 from duckdb_tables() where table_name = 'reject_errors'",
  );
  if (exists.length === 0) return found;
  const rejects = await rows(
    landing.connection,
    `select line_byte_position::bigint as start, min_by(error_type, coalesce(column_idx, 0))::varchar as type,
       min_by(error_message, coalesce(column_idx, 0)) as message
     from reject_errors group by line_byte_position`,
  );
  for (const reject of rejects) {
    const type = String(reject.type);
    const shown = String(reject.message).split("\n")[0] ?? "";
    found.set(Number(reject.start) - 1, { reason: reasons[type] ?? "unreadable", shown });
  }
  return found;
}

const greatestText = 1 << 20;

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

async function badRecords(landing: Landing): Promise<Set<number>> {
  const bad = await rows(
    landing.connection,
    "select record from landing where problem is not null and not is_filtered",
  );
  return new Set(bad.map((row) => Number(row.record)));
}

async function visitRecords(
  landing: Landing,
  rejected: ReadonlyMap<number, Reject>,
  found: Found,
): Promise<void> {
  const bad = await badRecords(landing);
  const file = openSync(landing.plain, "r");
  let parsed = 0;
  let shift = landing.table.headerLines;
  try {
    await eachRecord(landing, (start, stop, line) => {
      const reject = rejected.get(start);
      if (reject !== undefined) {
        found.refused.add({ line, ...reject, raw_text: textBetween(file, start, stop) });
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
    await connection.run(`update landing set line = shifted.line from (
        select landing.record, landing.record + shifts.shift as line
        from landing asof join ${shifts} as shifts on landing.record >= shifts.record
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

function refuseStray(landing: Landing, rejected: number, refused: number): void {
  if (refused === rejected) return;
  throw new TenureError(
    "stage/rows-do-not-add-up",
    `${landing.shownPath}: the parser refuses ${rejected} records, of which ${refused} start where records start`,
    { hint: `Check the quote and escape characters of csv at ${landing.contract.at}.` },
  );
}

/**
 * Gives every row of `landing` its line, bad rows their raw text, and puts the records that the
 * parser refused into `landing_bad`; returns how many were refused.
 */
export async function linesAndTexts(landing: Landing): Promise<number> {
  const { table, connection } = landing;
  if (table.shape === undefined) return 0;
  const rejected = await rejectedAt(landing);
  const bad = await rows(connection, "select 1 from landing where problem is not null limit 1");
  if (table.isRegular && rejected.size === 0 && bad.length === 0) return 0;
  const [shifts, texts, refused] = ["shifts", "texts", "refused"].map((name) =>
    linesIn(landing, name),
  ) as [Lines, Lines, Lines];
  const found = { shifts, texts, refused };
  try {
    await visitRecords(landing, rejected, found);
  } finally {
    for (const lines of [shifts, texts, refused]) lines.close();
  }
  refuseStray(landing, rejected.size, refused.count);
  await insert(landing, found);
  return refused.count;
}
