import { closeSync, openSync, readSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { literal, rows } from "../database.js";
import { TenureError } from "../error.js";
import type { Landing } from "./land.js";
import { createScanner, eachChunk } from "./scan.js";

/** Start offset and first line of every record after the header, in file order. */
interface RecordIndex {
  readonly starts: readonly number[];
  readonly lines: readonly number[];
  readonly end: number;
}

async function indexOf(landing: Landing): Promise<RecordIndex | undefined> {
  const { shape, headerLines } = landing.table;
  if (shape === undefined) return undefined;
  const starts: number[] = [];
  const lines: number[] = [];
  let end = 0;
  const scanner = createScanner(shape.record, shape.newline, (start, stop, line) => {
    starts.push(start);
    lines.push(line);
    end = stop;
  });
  await eachChunk(landing.plain, (chunk) => scanner.push(chunk));
  scanner.end();
  return { starts: starts.slice(headerLines), lines: lines.slice(headerLines), end };
}

const reasons: Readonly<Record<string, string>> = {
  "MISSING COLUMNS": "too-few-columns",
  "TOO MANY COLUMNS": "too-many-columns",
  "UNQUOTED VALUE": "broken-quotes",
  "LINE SIZE OVER MAXIMUM": "line-too-long",
  "INVALID ENCODING": "not-in-encoding",
};

async function rejectedAt(
  landing: Landing,
): Promise<Map<number, { reason: string; shown: string }>> {
  const found = new Map<number, { reason: string; shown: string }>();
  if (!landing.table.hasRejects) return found;
  const exists = await rows(
    landing.connection,
    "select 1 from duckdb_tables() where table_name = 'reject_errors'",
  );
  if (exists.length === 0) return found;
  const rejects = await rows(
    landing.connection,
    `select line_byte_position::bigint as start, min_by(error_type, column_idx)::varchar as type,
       min_by(error_message, column_idx) as message
     from reject_errors group by line_byte_position`,
  );
  for (const reject of rejects) {
    const type = String(reject.type);
    const shown = String(reject.message).split("\n")[0] ?? "";
    found.set(Number(reject.start) - 1, { reason: reasons[type] ?? "unreadable", shown });
  }
  return found;
}

function rawText(file: number, index: RecordIndex, at: number): string {
  const start = index.starts[at] ?? 0;
  const stop = index.starts[at + 1] ?? index.end;
  const bytes = Buffer.alloc(Math.max(0, Math.min(stop - start, 1 << 20)));
  readSync(file, bytes, 0, bytes.length, start);
  return bytes.toString("utf8").replace(/[\r\n]+$/, "");
}

interface Split {
  /** Position in the index of each record that the parser read. */
  readonly parsed: readonly number[];
  readonly refused: readonly { at: number; reason: string; shown: string }[];
}

async function split(landing: Landing, index: RecordIndex): Promise<Split> {
  const rejected = await rejectedAt(landing);
  const parsed: number[] = [];
  const refused: { at: number; reason: string; shown: string }[] = [];
  index.starts.forEach((start, at) => {
    const reject = rejected.get(start);
    if (reject === undefined) parsed.push(at);
    else refused.push({ at, ...reject });
  });
  if (refused.length !== rejected.size) {
    throw new TenureError(
      "stage/rows-do-not-add-up",
      `${landing.shownPath}: the parser refuses ${rejected.size} records, of which ${refused.length} start where records start`,
      { hint: `Check the quote and escape characters of csv at ${landing.contract.at}.` },
    );
  }
  return { parsed, refused };
}

function writeRows(landing: Landing, name: string, lines: readonly string[]): string {
  const path = join(landing.temporary, `${landing.fileId}-${name}.ndjson`);
  writeFileSync(path, lines.length === 0 ? "" : `${lines.join("\n")}\n`);
  return path;
}

async function addLines(landing: Landing, index: RecordIndex, parsed: readonly number[]) {
  const lines = parsed.map((at, record) => `{"record":${record + 1},"line":${index.lines[at]}}`);
  if (lines.length === 0) return;
  const path = writeRows(landing, "lines", lines);
  await landing.connection.run(`update landing set line = lines.line from read_json(
    ${literal(path)}, format = 'newline_delimited', columns = {record: 'bigint', line: 'bigint'}
    ) as lines where lines.record = landing.record`);
}

async function addRawTexts(landing: Landing, index: RecordIndex, divided: Split): Promise<void> {
  const bad = await rows(
    landing.connection,
    "select record from landing where problem is not null and not is_filtered order by record",
  );
  const file = openSync(landing.plain, "r");
  try {
    const texts = bad.map((row) => {
      const at = divided.parsed[Number(row.record) - 1] ?? 0;
      return JSON.stringify({ record: Number(row.record), raw_text: rawText(file, index, at) });
    });
    const refused = divided.refused.map(({ at, reason, shown }) =>
      JSON.stringify({ line: index.lines[at], reason, shown, raw_text: rawText(file, index, at) }),
    );
    await insertTexts(landing, texts, refused);
  } finally {
    closeSync(file);
  }
}

async function insertTexts(landing: Landing, texts: string[], refused: string[]): Promise<void> {
  if (texts.length > 0) {
    const path = writeRows(landing, "texts", texts);
    await landing.connection.run(`update landing set raw_text = texts.raw_text from read_json(
      ${literal(path)}, format = 'newline_delimited', maximum_object_size = 67108864,
      columns = {record: 'bigint', raw_text: 'varchar'}) as texts
      where texts.record = landing.record`);
  }
  if (refused.length > 0) {
    const path = writeRows(landing, "refused", refused);
    await landing.connection.run(`insert into landing_bad
      select null, line, null, reason, shown, raw_text from read_json(${literal(path)},
      format = 'newline_delimited', maximum_object_size = 67108864,
      columns = {line: 'bigint', reason: 'varchar', shown: 'varchar', raw_text: 'varchar'})`);
  }
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
  const index = await indexOf(landing);
  if (index === undefined) return 0;
  const divided = await split(landing, index);
  await addLines(landing, index, divided.parsed);
  await addRawTexts(landing, index, divided);
  return divided.refused.length;
}
