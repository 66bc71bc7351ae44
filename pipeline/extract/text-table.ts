import type { DuckDBConnection } from "@duckdb/node-api";
import type { ColumnContract, FileContract } from "../contract.js";
import { fileLiteral, literal } from "../database.js";
import { TenureError } from "../error.js";
import { csvHeadOf, type FileShape, firstBytes, type Newline } from "./csv-head.js";
import { foreignEncoding } from "./encoding.js";
import { arrowTable, jsonFileTable, ndjsonTable, wholeLine } from "./json-table.js";
import { parquetTable } from "./parquet-table.js";
import { createScanner, eachChunk, newlineOf, type Scan } from "./scan.js";

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
  /** True where a number may have gone through a double on its way to text. */
  readonly hasDoubles: boolean;
  readonly records: number;
  readonly isRegular: boolean;
  /** Lines before the first record. */
  readonly headerLines: number;
  /** How to find a record's bytes; undefined where a record has no line of its own. */
  readonly shape: FileShape | undefined;
  /** True where the parser sets records aside in `reject_errors`. */
  readonly hasRejects: boolean;
}

/** A file to open: where its plain bytes are, and the name that messages use. */
export interface PlainFile {
  readonly path: string;
  readonly shownPath: string;
  readonly contract: FileContract;
  readonly temporary: string;
  /** What counting its records told, where that is done. */
  readonly scanned: Scan | undefined;
}

/** Counts the records of a plain file of lines. */
export async function scan(path: string, shape: FileShape): Promise<Scan> {
  const scanner = createScanner(shape.record, shape.newline);
  await eachChunk(path, (chunk) => scanner.push(chunk));
  return scanner.end();
}

/**
 * The line break for DuckDB. It takes the first one in the file, quoted or not, when it is not
 * told; told of "\r\n" in strict mode it misreads, so that is left to it.
 */
export function newlineOption(newline: Newline): string {
  if (newline === "\r\n") return "";
  return newline === "\r" ? "new_line = '\\r'," : "new_line = '\\n',";
}

function readCsv(path: string, contract: FileContract, columns: number, newline: Newline): string {
  const { csv } = contract;
  const types = Array.from({ length: columns }, (_, at) => `c${at + 1}: 'varchar'`).join(", ");
  return `read_csv(${fileLiteral(path)}, auto_detect = false, header = ${csv.header},
    delim = ${literal(csv.delimiter)}, quote = ${literal(csv.quote)}, escape = ${literal(csv.escape)},
    ${newlineOption(newline)} columns = {${types}}, strict_mode = true, compression = 'none', buffer_size = 4194304,
    hive_partitioning = false, store_rejects = true)`;
}

/** A quote that swallows the lines after it would hide many rows behind one bad one. */
export function openQuote(path: string, contract: FileContract, line: number): TenureError {
  const message = `${path}: the quote opened in line ${line} is not closed where its record should end`;
  return new TenureError("extract/open-quote", message, {
    hint: `Mend that line, or check quote and escape of csv at ${contract.at}: is the file whole?`,
  });
}

function refuseEmpty(path: string): never {
  throw new TenureError("extract/empty-file", `${path} is empty: it has no header`, {
    hint: "Export it again; a file without rows still needs its header.",
  });
}

// a column without a name of its own is still part of the row
function distinct(fields: readonly string[]): string[] {
  return fields.map((name, at) => {
    if (name !== "" && fields.indexOf(name) === at) return name;
    let free = `${name || "column"} (${at + 1})`;
    while (fields.includes(free)) free += "'";
    return free;
  });
}

async function csvTable({ path, shownPath, contract, scanned }: PlainFile): Promise<TextTable> {
  const { csv } = contract;
  const { header, fields, shape } = await csvHeadOf(path, contract, shownPath);
  if (header === "") refuseEmpty(shownPath);
  const names = csv.header ? distinct(fields) : fields.map((_, at) => `column${at + 1}`);
  const { records, isRegular, openAt } = scanned ?? (await scan(path, shape));
  if (openAt !== undefined) throw openQuote(shownPath, contract, openAt);
  const headerLines = csv.header ? 1 : 0;
  return {
    names,
    header: csv.header ? header : undefined,
    from: readCsv(path, contract, fields.length, shape.newline),
    textOf: (name) => `c${names.indexOf(name) + 1}`,
    malformed: undefined,
    hasDoubles: false,
    records: records - headerLines,
    isRegular,
    headerLines,
    shape,
    hasRejects: true,
  };
}

/**
 * How the records of a file of lines end, read from its first bytes; undefined for other formats.
 * Throws `extract/wrong-encoding` or `extract/bad-header`.
 */
export async function shapeOf(
  path: string,
  contract: FileContract,
  shownPath: string,
): Promise<FileShape | undefined> {
  if (contract.format !== "csv" && contract.format !== "ndjson") return undefined;
  const head = await firstBytes(path);
  foreignEncoding(contract, shownPath, head.subarray(0, 64));
  return contract.format === "csv"
    ? (await csvHeadOf(path, contract, shownPath)).shape
    : { record: wholeLine, newline: newlineOf(head, undefined) };
}

/** Opens a plain file as text columns, by the format its contract declares. */
export async function openTextTable(
  connection: DuckDBConnection,
  file: PlainFile,
): Promise<TextTable> {
  switch (file.contract.format) {
    case "csv":
      return csvTable(file);
    case "ndjson":
      return ndjsonTable(connection, file);
    case "json":
      return jsonFileTable(connection, file);
    case "parquet":
      return parquetTable(connection, file);
    case "arrow":
      return arrowTable(connection, file);
  }
}

/** SQL for a contract column's text in this table; undefined when an optional column is absent. */
export function textIn(table: TextTable, column: ColumnContract): string | undefined {
  const name = column.from.find((alias) => table.names.includes(alias));
  if (name === undefined) {
    return column.path === undefined || table.malformed === undefined || column.from.length > 0
      ? undefined
      : `nullif(json_extract_string(record_json, ${literal(column.path)}), '')`;
  }
  const text = table.textOf(name);
  return column.path === undefined
    ? text
    : `nullif(json_extract_string(try_cast(${text} as json), ${literal(column.path)}), '')`;
}
