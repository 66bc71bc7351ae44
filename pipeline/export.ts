import { createReadStream, createWriteStream, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { DuckDBConnection } from "@duckdb/node-api";
import { distance } from "fastest-levenshtein";
import { identifier, literal, rows } from "./database.js";
import { type ExportFormat, encoded, exportFormats } from "./encode.js";
import { exitCodes, messageOf, TenureError } from "./error.js";
import { openPublished } from "./published.js";

/** Formats in which rows are written; a table is exported in all but the last. */
export const rowsFormats = [...exportFormats, "json"] as const;
export type RowsFormat = (typeof rowsFormats)[number];

/** Where rows go, and how. */
export interface RowsTarget {
  readonly format: RowsFormat;
  /** A file to write; without it the bytes go to `stream`. */
  readonly out: string | undefined;
  readonly stream: Writable;
}

/** What a command with a summary and rows was asked for. */
export interface RowsRequest {
  readonly format: RowsFormat | "table";
  readonly out?: string | undefined;
  readonly json?: boolean | undefined;
}

/** Where a command's rows go: to a file or, in place of the summary, to `stream`; else nowhere. */
export function rowsTarget(asked: RowsRequest, stream: Writable): RowsTarget | undefined {
  if (asked.format === "table" && asked.out === undefined) return undefined;
  const format = asked.format === "table" ? "csv" : asked.format;
  if (asked.json && asked.out === undefined) {
    throw new TenureError("cli/two-outputs", "--json and --format both write to stdout", {
      hint: "Leave one out, or name a file for the rows with --out.",
      exitCode: exitCodes.config,
    });
  }
  return { format, out: asked.out, stream };
}

export interface ExportOptions extends RowsTarget {
  readonly warehouse: string;
  /** `marts.account_months`; the schema may be left out. */
  readonly table: string;
  readonly format: ExportFormat;
}

function refuseTable(asked: string, known: readonly string[]): never {
  const near = [...known].sort((a, b) => distance(asked, a) - distance(asked, b))[0] ?? "";
  throw new TenureError("publish/no-such-table", `the published build has no table ${asked}`, {
    hint: `Did you mean ${near}? There are: ${known.join(", ")}.`,
    exitCode: exitCodes.config,
  });
}

function scratchBeside(out: string | undefined): string {
  const folder = out === undefined ? tmpdir() : dirname(out);
  try {
    return mkdtempSync(join(folder, ".tenure-export-"));
  } catch (error) {
    throw new TenureError(
      "publish/cannot-write",
      `cannot write in ${folder}: ${messageOf(error)}`,
      {
        hint: "Create the folder, or name another file with --out.",
        exitCode: exitCodes.config,
        cause: error,
      },
    );
  }
}

async function writeFile(
  connection: DuckDBConnection,
  query: string,
  format: RowsFormat,
  file: string,
): Promise<void> {
  if (format === "json") {
    await connection.run(`copy (${query}) to ${literal(file)} (format json, array true)`);
  } else {
    await pipeline(encoded(format, connection, { sql: query }), createWriteStream(file));
  }
}

/** Writes the rows of a query whole; a file appears in one step. Throws `publish/cannot-write`. */
export async function writeRows(
  connection: DuckDBConnection,
  query: string,
  target: RowsTarget,
): Promise<void> {
  const out = target.out === undefined ? undefined : resolve(target.out);
  const folder = scratchBeside(out);
  try {
    const partial = join(folder, `export.${target.format}`);
    await writeFile(connection, query, target.format, partial);
    if (out === undefined) await pipeline(createReadStream(partial), target.stream, { end: false });
    else renameSync(partial, out);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Writes a mart whole, in order of its columns. Throws `publish/no-such-table`,
 * `publish/cannot-write` and what opening the build throws.
 */
export async function exportTable(options: ExportOptions): Promise<void> {
  const { connection, close } = await openPublished(options.warehouse);
  try {
    const found = await rows(
      connection,
      "select table_name as name from information_schema.tables where table_schema = 'marts' order by name",
    );
    const known = found.map((row) => `marts.${String(row["name"])}`);
    const asked = options.table.includes(".") ? options.table : `marts.${options.table}`;
    if (!known.includes(asked)) refuseTable(asked, known);
    const table = `marts.${identifier(asked.slice("marts.".length))}`;
    await writeRows(connection, `select * from ${table} order by all`, options);
  } finally {
    close();
  }
}
