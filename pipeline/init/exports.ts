import { isUtf8 } from "node:buffer";
import { closeSync, openSync, readSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { globSync } from "tinyglobby";
import { type FileFormat, formatByEnding } from "../contract.js";
import { literal, rows } from "../database.js";
import { messageOf } from "../error.js";

/** Files that look like one export: the same name but for numbers and dates. */
export interface ExportFiles {
  /** Globs below the data folder that match them. */
  readonly match: readonly string[];
  readonly files: readonly string[];
  readonly format: FileFormat;
}

/** What the first rows of an export show. */
export interface Sample extends ExportFiles {
  readonly delimiter: string;
  readonly encoding: "utf-8" | "utf-16" | "latin-1";
  readonly names: readonly string[];
  /** Texts of each column that are not empty, at most `sampled` of them. */
  readonly values: Readonly<Record<string, readonly string[]>>;
  /** Why it could not be read, instead of names and values. */
  readonly problem?: string;
}

const delimiters = [",", ";", "\t", "|"];
const sampled = 2000;
const headBytes = 1 << 16;

function formatOf(path: string): FileFormat | undefined {
  const format = formatByEnding[/\.([a-z]+)(?:\.gz)?$/i.exec(path)?.[1]?.toLowerCase() ?? ""];
  // DuckDB shows no sample of an Arrow stream: such a file is described by hand
  return format === "arrow" ? undefined : format;
}

/** `usage-2024-01.csv` and `usage-2024-02-late.csv` are both `usage-*.csv`. */
function patternOf(path: string): string {
  const name = basename(path);
  const stop = name.indexOf(".");
  const stem = name.slice(0, stop);
  const words = /^\D+(?=\d)/.exec(stem)?.[0];
  const pattern = words === undefined ? stem.replaceAll(/\d+(?:[-_.]?\d+)*/g, "*") : `${words}*`;
  return join(dirname(path), `${pattern}${name.slice(stop)}`).replaceAll("\\", "/");
}

/** Every export below a folder, files of one kind together; what no reader knows is left out. */
export function findExports(dataRoot: string): readonly ExportFiles[] {
  const ignore = ["**/node_modules/**", "**/warehouse/**", "config/**", "package*.json"];
  const paths = globSync(["**/*"], { cwd: dataRoot, dot: false, ignore }).sort();
  const groups = new Map<string, string[]>();
  for (const path of paths.filter((one) => formatOf(one) !== undefined)) {
    const kind = patternOf(path).replace(/\.gz$/, "");
    groups.set(kind, [...(groups.get(kind) ?? []), path]);
  }
  return [...groups.values()].map((files) => ({
    match: files.length === 1 ? files : [...new Set(files.map(patternOf))],
    files,
    format: formatOf(files[0] ?? "") ?? "csv",
  }));
}

function head(path: string): Buffer {
  const file = openSync(path, "r");
  try {
    const bytes = Buffer.alloc(headBytes);
    return bytes.subarray(0, readSync(file, bytes, 0, headBytes, 0));
  } finally {
    closeSync(file);
  }
}

function encodingOf(bytes: Buffer): Sample["encoding"] {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16";
  // the cut may fall into a character
  return isUtf8(bytes.subarray(0, Math.max(0, bytes.length - 4))) ? "utf-8" : "latin-1";
}

function delimiterOf(bytes: Buffer, encoding: Sample["encoding"]): string {
  const text = bytes.toString(encoding === "utf-16" ? "utf16le" : "latin1");
  const first = text.split(/\r?\n|\r/, 1)[0] ?? "";
  const counted = delimiters.map((delimiter) => first.split(delimiter).length);
  return delimiters[counted.indexOf(Math.max(...counted))] ?? ",";
}

function readerOf(path: string, format: FileFormat, delimiter: string, encoding: string): string {
  const file = literal(path);
  if (format === "parquet") return `read_parquet(${file})`;
  if (format !== "csv") return `read_json_auto(${file}, sample_size = ${sampled})`;
  return `read_csv(${file}, header = true, all_varchar = true, delim = ${literal(delimiter)},
    quote = '"', escape = '"', encoding = ${literal(encoding)}, strict_mode = false,
    ignore_errors = true, auto_detect = false, columns = COLUMNS)`;
}

async function columnsOf(
  connection: DuckDBConnection,
  path: string,
  delimiter: string,
  encoding: string,
): Promise<readonly string[]> {
  const described = await rows(
    connection,
    `describe from read_csv(${literal(path)}, header = true, all_varchar = true,
       delim = ${literal(delimiter)}, quote = '"', escape = '"', encoding = ${literal(encoding)},
       strict_mode = false, ignore_errors = true)`,
  );
  return described.map((row) => String(row.column_name));
}

/** Reads the first rows of the newest file of an export. */
export async function sampleOf(
  connection: DuckDBConnection,
  dataRoot: string,
  found: ExportFiles,
): Promise<Sample> {
  const path = join(dataRoot, found.files.at(-1) ?? "");
  const isPacked = path.endsWith(".gz");
  const isCsv = found.format === "csv";
  const bytes = isCsv && !isPacked ? head(path) : Buffer.alloc(0);
  const encoding = encodingOf(bytes);
  const delimiter = isCsv && !isPacked ? delimiterOf(bytes, encoding) : ",";
  const base = { ...found, delimiter, encoding };
  try {
    const names = isCsv ? await columnsOf(connection, path, delimiter, encoding) : [];
    const typed = names.map((name) => `${literal(name)}: 'varchar'`).join(", ");
    const reader = readerOf(path, found.format, delimiter, encoding);
    const read = await rows(
      connection,
      `select columns(*)::varchar from ${reader.replace("COLUMNS", `{${typed}}`)} limit ${sampled}`,
    );
    const known = isCsv ? names : Object.keys(read[0] ?? {});
    const values = known.map((name): [string, string[]] => [
      name,
      read.map((row) => row[name]).flatMap((value) => (value ? [String(value)] : [])),
    ]);
    return { ...base, names: known, values: Object.fromEntries(values) };
  } catch (error) {
    return { ...base, names: [], values: {}, problem: messageOf(error).split("\n")[0] ?? "" };
  }
}
