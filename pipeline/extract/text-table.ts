import { open, readFile } from "node:fs/promises";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { ColumnContract, FileContract } from "../contract.js";
import { identifier, literal, rows } from "../database.js";
import { messageOf, TenureError } from "../error.js";
import { arrowAsNdjson } from "./arrow.js";
import { fieldsOf } from "./header.js";
import { createScanner, eachChunk, newlineOf, type RecordShape, type Scan } from "./scan.js";

/** A file as a table of text columns, with its records counted independently of the parser. */
export interface TextTable {
  /** Column names as the file writes them. */
  readonly names: readonly string[];
  /** The header line, where the file has one. */
  readonly header: string | undefined;
  /** SQL table expression, one row per record that the parser could split. */
  readonly from: string;
  /** SQL for the text of a column by its name in the file. */
  readonly textOf: (name: string) => string;
  /** SQL that is true for a record that is not what its format says. */
  readonly malformed: string | undefined;
  readonly records: number;
  readonly isRegular: boolean;
  /** Lines before the first record. */
  readonly headerLines: number;
  /** How to find a record's bytes; undefined where a record has no line of its own. */
  readonly shape: FileShape | undefined;
  /** True where the parser sets records aside in `reject_errors`. */
  readonly hasRejects: boolean;
}

type Newline = "\n" | "\r\n" | "\r";

/** What tells where a file's records end. */
export interface FileShape {
  readonly record: RecordShape;
  readonly newline: Newline;
}

const headBytes = 1 << 16;

async function firstBytes(path: string): Promise<Buffer> {
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    const head = buffer.subarray(0, bytesRead);
    return head;
  } finally {
    await file.close();
  }
}

function byteOf(text: string): number | undefined {
  return text === "" ? undefined : Buffer.from(text)[0];
}

function firstRecord(head: Buffer, record: RecordShape, newline: Newline): string {
  let found: string | undefined;
  const scanner = createScanner({ ...record, emptyLineIsRecord: false }, newline, (start, end) => {
    found ??= head.subarray(start, end).toString("utf8");
  });
  scanner.push(head);
  scanner.end();
  return (found ?? "").replace(/^\uFEFF/, "");
}

async function scan(path: string, shape: FileShape): Promise<Scan> {
  const scanner = createScanner(shape.record, shape.newline);
  await eachChunk(path, (chunk) => scanner.push(chunk));
  return scanner.end();
}

// DuckDB finds line feeds by itself, and reads nothing when it is told of "\r\n" in strict mode
function newlineOption(newline: Newline): string {
  return newline === "\r" ? "new_line = '\\r'," : "";
}

function readCsv(path: string, contract: FileContract, columns: number, newline: Newline): string {
  const { csv } = contract;
  const types = Array.from({ length: columns }, (_, at) => `c${at + 1}: 'varchar'`).join(", ");
  return `read_csv(${literal(path)}, auto_detect = false, header = ${csv.header},
    delim = ${literal(csv.delimiter)}, quote = ${literal(csv.quote)}, escape = ${literal(csv.escape)},
    ${newlineOption(newline)} columns = {${types}}, strict_mode = true,
    store_rejects = true)`;
}

function refuseEmpty(path: string): never {
  throw new TenureError("extract/empty-file", `${path} is empty: it has no header`, {
    hint: "Export it again; a file without rows still needs its header.",
  });
}

interface CsvHead {
  readonly header: string;
  readonly fields: readonly string[];
  readonly shape: FileShape;
}

function csvHead(head: Buffer, { csv }: FileContract): CsvHead {
  const quote = byteOf(csv.quote);
  const newline = newlineOf(head, quote);
  const delimiter = Buffer.from(csv.delimiter);
  const base = { quote, escape: byteOf(csv.escape), delimiter, emptyLineIsRecord: false };
  const header = firstRecord(head, base, newline);
  const fields = fieldsOf(header, csv);
  return {
    header,
    fields,
    shape: { record: { ...base, emptyLineIsRecord: fields.length === 1 }, newline },
  };
}

async function csvTable(
  path: string,
  contract: FileContract,
  scanned: Scan | undefined,
): Promise<TextTable> {
  const { csv } = contract;
  const head = await firstBytes(path);
  if (head.length === 0) refuseEmpty(path);
  const { header, fields, shape } = csvHead(head, contract);
  const names = csv.header ? fields : fields.map((_, at) => `column${at + 1}`);
  const { records, isRegular } = scanned ?? (await scan(path, shape));
  const headerLines = csv.header ? 1 : 0;
  return {
    names,
    header: csv.header ? header : undefined,
    from: readCsv(path, contract, fields.length, shape.newline),
    textOf: (name) => `c${names.indexOf(name) + 1}`,
    malformed: undefined,
    records: records - headerLines,
    isRegular,
    headerLines,
    shape,
    hasRejects: true,
  };
}

function jsonPath(name: string): string {
  return literal(`$."${name.replaceAll('"', '\\"')}"`);
}

function jsonTable(names: readonly string[], rest: JsonParts): TextTable {
  return {
    names,
    header: undefined,
    textOf: (name) => `json_extract_string(record_json, ${jsonPath(name)})`,
    malformed: "coalesce(json_type(record_json) <> 'OBJECT', true)",
    headerLines: 0,
    ...rest,
  };
}

type JsonParts = Pick<TextTable, "from" | "records" | "isRegular" | "shape" | "hasRejects">;

async function keysOf(connection: DuckDBConnection, from: string): Promise<string[]> {
  const found = await rows(
    connection,
    `select distinct unnest(json_keys(record_json)) as name from ${from}
     where json_type(record_json) = 'OBJECT' order by name`,
  );
  return found.map((row) => String(row.name));
}

const wholeLine: RecordShape = {
  quote: undefined,
  escape: undefined,
  delimiter: Buffer.from("\u001f"),
  emptyLineIsRecord: false,
};

async function ndjsonTable(
  connection: DuckDBConnection,
  path: string,
  scanned: Scan | undefined,
): Promise<TextTable> {
  const newline = newlineOf(await firstBytes(path), undefined);
  const shape = { record: wholeLine, newline };
  const { records, isRegular } = scanned ?? (await scan(path, shape));
  const lines = `read_csv(${literal(path)}, auto_detect = false, header = false,
    delim = '\u001f', quote = '', escape = '', ${newlineOption(newline)}
    columns = {record_text: 'varchar'}, store_rejects = true, max_line_size = 16777216)`;
  const from = `(select record_text, try_cast(record_text as json) as record_json
    from ${lines} where record_text is not null)`;
  const names = records === 0 ? [] : await keysOf(connection, from);
  return jsonTable(names, { from, records, isRegular, shape, hasRejects: true });
}

const greatestJsonBytes = 512 * 2 ** 20;

async function jsonFileTable(connection: DuckDBConnection, path: string): Promise<TextTable> {
  const bytes = await readFile(path);
  if (bytes.length > greatestJsonBytes) {
    throw new TenureError(
      "extract/too-large",
      `${path} is one JSON value of ${bytes.length} bytes`,
      {
        hint: "Export it as NDJSON, one object per line.",
      },
    );
  }
  let count: number;
  try {
    const parsed: unknown = JSON.parse(bytes.toString("utf8"));
    count = Array.isArray(parsed) ? parsed.length : 1;
  } catch (error) {
    throw new TenureError("extract/not-json", `${path}: ${messageOf(error)}`, {
      hint: "The file must hold one JSON array of objects; for one object a line use ndjson.",
    });
  }
  const from = `(select unnest(case when json_type(content) = 'ARRAY'
      then from_json(content, '["json"]') else [content::json] end) as record_json,
      record_json::varchar as record_text
    from read_text(${literal(path)}))`;
  const names = await keysOf(connection, from);
  return jsonTable(names, {
    from,
    records: count,
    isRegular: false,
    shape: undefined,
    hasRejects: false,
  });
}

async function parquetTable(connection: DuckDBConnection, path: string): Promise<TextTable> {
  const source = `read_parquet(${literal(path)})`;
  try {
    const described = await rows(connection, `describe select * from ${source}`);
    const [counted] = await rows(
      connection,
      `select num_rows from parquet_file_metadata(${literal(path)})`,
    );
    return {
      names: described.map((row) => String(row.column_name)),
      header: undefined,
      from: source,
      textOf: (name) => `${identifier(name)}::varchar`,
      malformed: undefined,
      records: Number(counted?.num_rows),
      isRegular: true,
      headerLines: 0,
      shape: undefined,
      hasRejects: false,
    };
  } catch (error) {
    throw new TenureError("extract/not-parquet", `${path}: ${messageOf(error).split("\n")[0]}`, {
      hint: "The file is damaged or is no Parquet; export it again.",
      cause: error,
    });
  }
}

/** How the records of a file of lines end, read from its first bytes; undefined for other formats. */
export async function shapeOf(
  path: string,
  contract: FileContract,
): Promise<FileShape | undefined> {
  if (contract.format !== "csv" && contract.format !== "ndjson") return undefined;
  const head = await firstBytes(path);
  return contract.format === "csv"
    ? csvHead(head, contract).shape
    : { record: wholeLine, newline: newlineOf(head, undefined) };
}

/** Opens a plain file as text columns, by the format its contract declares. */
export async function openTextTable(
  connection: DuckDBConnection,
  path: string,
  contract: FileContract,
  temporary: string,
  scanned?: Scan,
): Promise<TextTable> {
  switch (contract.format) {
    case "csv":
      return csvTable(path, contract, scanned);
    case "ndjson":
      return ndjsonTable(connection, path, scanned);
    case "json":
      return jsonFileTable(connection, path);
    case "parquet":
      return parquetTable(connection, path);
    case "arrow": {
      const { ndjson, records } = await arrowAsNdjson(path, temporary);
      return { ...(await ndjsonTable(connection, ndjson, undefined)), records, shape: undefined };
    }
  }
}

/** SQL for a contract column's text in this table; undefined when an optional column is absent. */
export function textIn(table: TextTable, column: ColumnContract): string | undefined {
  const name = column.from.find((alias) => table.names.includes(alias));
  if (name === undefined) {
    return column.path === undefined || table.malformed === undefined || column.from.length > 0
      ? undefined
      : `json_extract_string(record_json, ${literal(column.path)})`;
  }
  const text = table.textOf(name);
  return column.path === undefined
    ? text
    : `json_extract_string(try_cast(${text} as json), ${literal(column.path)})`;
}
