import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import { relative } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { globSync } from "tinyglobby";
import type { FileContract } from "../contract.js";
import { rows } from "../database.js";
import { TenureError } from "../error.js";
import type { LedgerFile } from "../ledger.js";
import type { Log } from "../log.js";
import type { Warehouse } from "../warehouse.js";
import { createScanner, hashFile, type Scan } from "./scan.js";
import { shapeOf } from "./text-table.js";
import { isPacked } from "./unpack.js";

export interface ExtractOptions {
  readonly connection: DuckDBConnection;
  readonly warehouse: Warehouse;
  readonly files: readonly FileContract[];
  readonly dataRoot: string;
  readonly runId: string;
  /** The instant that landings of this run carry. */
  readonly now: Date;
  /** Hash every file again, also those whose size and time did not change. */
  readonly rehash: boolean;
  readonly log: Log;
}

/** A file that a contract matches. */
export interface FoundFile {
  readonly contract: FileContract;
  readonly absolute: string;
  /** Relative to the data root, with forward slashes. */
  readonly path: string;
}

/** The files of the data root that a contract's globs match, in order of name. */
export function findFiles(dataRoot: string, contract: FileContract): FoundFile[] {
  const found = globSync([...contract.match], {
    cwd: dataRoot,
    absolute: true,
    dot: false,
    expandDirectories: false,
  });
  return found
    .map((absolute) => ({ contract, absolute, path: relative(dataRoot, absolute) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** A landing is one content under one contract. */
export function fileId(contract: FileContract, sha256: string): string {
  const identity = [contract.source, contract.entity, contract.version, sha256].join("\n");
  return createHash("sha256").update(identity).digest("hex").slice(0, 16);
}

/** What changes when a file does. */
export interface Stamp {
  readonly bytes: number;
  readonly modified: number;
}

function stamp(path: string): Stamp {
  const { size, mtimeMs } = statSync(path);
  return { bytes: size, modified: mtimeMs };
}

// a file touched this recently may change again within the clock's own resolution
const settledMs = 2000;

/** What one pass over a file's bytes tells. */
export interface Reading {
  readonly sha256: string;
  readonly scanned?: Scan;
  /** As the file was before the first byte was read. */
  readonly stamped: Stamp;
  /** The bytes were read, and not known from an earlier run. */
  readonly isHashed: boolean;
}

function isPlainText({ contract, absolute }: FoundFile): boolean {
  return contract.csv.encoding === "utf-8" && !isPacked(absolute);
}

/** Hashes a file and counts its records in one pass, unless an earlier run has. */
export async function read(file: FoundFile, seen: ReadonlyMap<string, string>): Promise<Reading> {
  const stamped = stamp(file.absolute);
  const known = seen.get(`${file.absolute}\n${stamped.bytes}\n${stamped.modified}`);
  if (known !== undefined) return { sha256: known, stamped, isHashed: false };
  const shape = isPlainText(file)
    ? await shapeOf(file.absolute, file.contract, file.path)
    : undefined;
  if (shape === undefined) {
    return { sha256: await hashFile(file.absolute), stamped, isHashed: true };
  }
  const scanner = createScanner(shape.record, shape.newline);
  const sha256 = await hashFile(file.absolute, (chunk) => scanner.push(chunk));
  return { sha256, scanned: scanner.end(), stamped, isHashed: true };
}

/** What earlier runs know of files by their path, size and time. */
export async function seenFiles(options: ExtractOptions): Promise<Map<string, string>> {
  if (options.rehash) return new Map();
  const found = await rows(
    options.connection,
    "select concat_ws(chr(10), path, bytes, modified) as stamp, sha256 from ledger.seen",
  );
  return new Map(found.map((row) => [String(row.stamp), String(row.sha256)]));
}

/** Keeps a file's hash for the runs to come, once its time can be trusted. */
export async function remember(
  options: ExtractOptions,
  file: FoundFile,
  reading: Reading,
): Promise<void> {
  const { bytes, modified } = reading.stamped;
  if (!reading.isHashed || options.now.getTime() - modified <= settledMs) return;
  await options.connection.run("insert or replace into ledger.seen values ($1, $2, $3, $4)", [
    file.absolute,
    bytes,
    String(modified),
    reading.sha256,
  ]);
}

/** Throws `extract/file-changed` when a file is not as it was before it was read. */
export function refuseChange(file: FoundFile, before: Stamp): void {
  const after = stamp(file.absolute);
  if (before.bytes === after.bytes && before.modified === after.modified) return;
  throw new TenureError("extract/file-changed", `${file.path} changed while it was read`, {
    hint: "Write exports under another name and rename them when they are complete.",
  });
}

/** Whether a landing is of a contract's source and entity. */
export function isOf(contract: FileContract, file: LedgerFile): boolean {
  return file.source === contract.source && file.entity === contract.entity;
}
