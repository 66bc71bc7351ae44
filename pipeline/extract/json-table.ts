import { readFile, stat } from "node:fs/promises";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { FileContract } from "../contract.js";
import { fileLiteral, literal, rows } from "../database.js";
import { messageOf, TenureError } from "../error.js";
import { firstBytes } from "./csv-head.js";
import { newlineOf, type RecordShape } from "./scan.js";
import { newlineOption, type PlainFile, scan, type TextTable } from "./text-table.js";

type JsonParts = Pick<TextTable, "from" | "records" | "isRegular" | "shape" | "hasRejects">;

// a pointer, because in a path `*` would mean every key
function pointer(name: string): string {
  return literal(`/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`);
}

function jsonTable(names: readonly string[], rest: JsonParts): TextTable {
  return {
    names,
    header: undefined,
    textOf: (name) => `nullif(json_extract_string(record_json, ${pointer(name)}), '')`,
    malformed: "coalesce(json_type(record_json) <> 'OBJECT', true)",
    hasDoubles: true,
    headerLines: 0,
    ...rest,
  };
}

// a file without records says nothing of its columns: it has those that its contract names
function namesWithoutRecords(contract: FileContract): string[] {
  return Object.values(contract.columns).flatMap((column) => column.from.slice(0, 1));
}

async function keysOf(
  connection: DuckDBConnection,
  { contract, shownPath }: PlainFile,
  from: string,
  records: number,
): Promise<string[]> {
  if (records === 0) return namesWithoutRecords(contract);
  const found = await rows(
    connection,
    `select distinct unnest(json_keys(record_json)) as name from ${from}
     where json_type(record_json) = 'OBJECT' order by name`,
  );
  if (found.length > 0) return found.map((row) => String(row.name));
  throw new TenureError("extract/not-json", `${shownPath} holds no JSON object with a key`, {
    hint: `Check "format" at ${contract.at}.`,
  });
}

/** A record of NDJSON: a line, whatever is in it. */
export const wholeLine: RecordShape = {
  quote: undefined,
  escape: undefined,
  delimiter: Buffer.from("\u001f"),
  emptyLineIsRecord: false,
};

/** Opens a file of one JSON object a line; what is none becomes a row that is malformed. */
export async function ndjsonTable(
  connection: DuckDBConnection,
  file: PlainFile,
): Promise<TextTable> {
  const { path } = file;
  const newline = newlineOf(await firstBytes(path), undefined);
  const shape = { record: wholeLine, newline };
  const { records, isRegular } = file.scanned ?? (await scan(path, shape));
  const lines = `read_csv(${fileLiteral(path)}, auto_detect = false, header = false,
    delim = '\u001f', quote = '', escape = '', ${newlineOption(newline)} compression = 'none',
    hive_partitioning = false, columns = {record_text: 'varchar'}, store_rejects = true,
    max_line_size = 16777216)`;
  const from = `(select record_text, try_cast(record_text as json) as record_json
    from ${lines} where record_text is not null)`;
  const names = await keysOf(connection, file, from, records);
  return jsonTable(names, { from, records, isRegular, shape, hasRejects: true });
}

const greatestJsonBytes = 512 * 2 ** 20;

async function contentOf({ path, shownPath }: PlainFile): Promise<string> {
  const { size } = await stat(path);
  if (size <= greatestJsonBytes) return readFile(path, "utf8");
  throw new TenureError("extract/too-large", `${shownPath} is one JSON value of ${size} bytes`, {
    hint: "Export it as NDJSON, one object per line.",
  });
}

function countOf(content: string, shownPath: string): number {
  try {
    const parsed: unknown = JSON.parse(content.replace(/^\uFEFF/, ""));
    return Array.isArray(parsed) ? parsed.length : 1;
  } catch (error) {
    throw new TenureError("extract/not-json", `${shownPath}: ${messageOf(error)}`, {
      hint: "The file must hold one JSON array of objects; for one object a line use ndjson.",
    });
  }
}

/** Opens a file that is one JSON array of objects, or one object. */
export async function jsonFileTable(
  connection: DuckDBConnection,
  file: PlainFile,
): Promise<TextTable> {
  const records = countOf(await contentOf(file), file.shownPath);
  const from = `(select unnest(case when json_type(content) = 'ARRAY'
      then from_json(content, '["json"]') else [content] end) as record_json,
      record_json::varchar as record_text
    from (select ltrim(content, chr(65279))::json as content from read_text(${fileLiteral(file.path)})))`;
  const names = await keysOf(connection, file, from, records);
  return jsonTable(names, {
    from,
    records,
    isRegular: false,
    shape: undefined,
    hasRejects: false,
  });
}

/** Opens an Arrow IPC file or stream. */
export async function arrowTable(
  connection: DuckDBConnection,
  file: PlainFile,
): Promise<TextTable> {
  // loaded where a file needs it: the library takes longer to load than most commands run
  const { arrowAsNdjson } = await import("./arrow.js");
  const { ndjson, names, records } = await arrowAsNdjson(file.path, file.shownPath, file.temporary);
  const lines = await ndjsonTable(connection, { ...file, path: ndjson, scanned: undefined });
  return { ...lines, names, records, hasDoubles: false, shape: undefined };
}
