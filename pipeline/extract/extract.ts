import { createHash } from "node:crypto";
import { rmSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { globSync } from "tinyglobby";
import type { FileContract } from "../contract.js";
import { rows } from "../database.js";
import { exitCodes, messageOf, TenureError } from "../error.js";
import { type LedgerFile, ledgerFiles } from "../ledger.js";
import type { Log } from "../log.js";
import type { Warehouse } from "../warehouse.js";
import { compareHeader } from "./header.js";
import { type EarlierFile, type Landed, land } from "./land.js";
import { plainFile } from "./plain.js";
import { createScanner, hashFile, type Scan } from "./scan.js";
import { openTextTable, shapeOf } from "./text-table.js";

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

/** A file that is not what its contract says; the run goes on without it and does not publish. */
export interface Refusal {
  readonly path: string;
  readonly error: TenureError;
}

export interface ExtractReport {
  readonly landed: number;
  readonly unchanged: number;
  readonly rowsRead: number;
  readonly refusals: readonly Refusal[];
  /** Contracts whose globs matched no file. */
  readonly unmatched: readonly FileContract[];
}

interface FoundFile {
  readonly contract: FileContract;
  readonly absolute: string;
  /** Relative to the data root, with forward slashes. */
  readonly path: string;
}

/** The files of the data root that a contract's globs match, in order of name. */
export function findFiles(dataRoot: string, contract: FileContract): FoundFile[] {
  const found = globSync([...contract.match], { cwd: dataRoot, absolute: true, dot: false });
  return found
    .map((absolute) => ({ contract, absolute, path: relative(dataRoot, absolute) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

function fileId(contract: FileContract, sha256: string): string {
  const identity = [contract.source, contract.entity, contract.version, sha256].join("\n");
  return createHash("sha256").update(identity).digest("hex").slice(0, 16);
}

function stamp(path: string): { bytes: number; modified: number } {
  const { size, mtimeMs } = statSync(path);
  return { bytes: size, modified: mtimeMs };
}

// a file touched this recently may change again within the clock's own resolution
const settledMs = 2000;

/** What one pass over a file's bytes tells. */
interface Reading {
  readonly sha256: string;
  readonly scanned?: Scan;
}

function isPlainText({ contract, absolute }: FoundFile): boolean {
  return contract.csv.encoding === "utf-8" && !/\.(gz|zip)$/.test(absolute);
}

async function read(file: FoundFile, seen: ReadonlyMap<string, string>): Promise<Reading> {
  const { bytes, modified } = stamp(file.absolute);
  const known = seen.get(`${file.absolute}\n${bytes}\n${modified}`);
  if (known !== undefined) return { sha256: known };
  const shape = isPlainText(file) ? await shapeOf(file.absolute, file.contract) : undefined;
  if (shape === undefined) return { sha256: await hashFile(file.absolute) };
  const scanner = createScanner(shape.record, shape.newline);
  const sha256 = await hashFile(file.absolute, (chunk) => scanner.push(chunk));
  return { sha256, scanned: scanner.end() };
}

async function seenFiles(options: ExtractOptions): Promise<Map<string, string>> {
  if (options.rehash) return new Map();
  const found = await rows(
    options.connection,
    "select concat_ws(chr(10), path, bytes, modified) as stamp, sha256 from ledger.seen",
  );
  return new Map(found.map((row) => [String(row.stamp), String(row.sha256)]));
}

async function remember(options: ExtractOptions, file: FoundFile, sha256: string): Promise<void> {
  const { bytes, modified } = stamp(file.absolute);
  if (options.now.getTime() - modified <= settledMs) return;
  await options.connection.run("insert or replace into ledger.seen values ($1, $2, $3, $4)", [
    file.absolute,
    bytes,
    String(modified),
    sha256,
  ]);
}

function refuseChange(
  file: FoundFile,
  before: ReturnType<typeof stamp>,
  after: ReturnType<typeof stamp>,
): void {
  if (before.bytes === after.bytes && before.modified === after.modified) return;
  throw new TenureError("extract/file-changed", `${file.path} changed while it was read`, {
    hint: "Write exports under another name and rename them when they are complete.",
  });
}

function earlierFiles(
  options: ExtractOptions,
  known: readonly LedgerFile[],
  contract: FileContract,
): EarlierFile[] {
  return known
    .filter((file) => file.source === contract.source && file.entity === contract.entity)
    .filter((file) => file.contractVersion === contract.version && file.lakePath !== null)
    .map((file) => ({
      lakeFile: join(options.warehouse.folder, file.lakePath ?? ""),
      oldestAt: file.oldestAt,
      newestAt: file.newestAt,
    }));
}

async function record(
  options: ExtractOptions,
  file: FoundFile,
  sha256: string,
  lakePath: string,
  landed: Landed,
): Promise<void> {
  const { contract } = file;
  const { connection } = options;
  const id = fileId(contract, sha256);
  const landedAt = options.now.toISOString().replace("T", " ").replace("Z", "");
  await connection.run("begin");
  await connection.run(
    `insert into ledger.files values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,
      $14::timestamp, $15, $16::timestamp, $17::timestamp, $18, $19)`,
    [
      id,
      contract.source,
      contract.entity,
      file.path,
      sha256,
      stamp(file.absolute).bytes,
      contract.version,
      lakePath,
      landed.read,
      landed.loaded,
      landed.quarantined,
      landed.duplicate,
      landed.filtered,
      landedAt,
      options.runId,
      landed.oldestAt,
      landed.newestAt,
      landed.hasLine,
      JSON.stringify(landed.extras),
    ],
  );
  await connection.run(
    `insert or replace into ledger.quarantine
     select concat_ws('/', $1, coalesce(line, record), row_number() over (
         partition by coalesce(line, record) order by column_name)),
       $1, line, $2, column_name, reason,
       concat_ws(' ', column_name, '"' || shown || '"', reason), raw_text, $3::timestamp, null
     from landing_bad`,
    [id, contract.entity, landedAt],
  );
  await connection.run(
    `update ledger.quarantine set replayed_at = $1::timestamp
     where replayed_at is null and file_id in (
       select file_id from ledger.files where sha256 = $2 and source = $3 and entity = $4
       and file_id <> $5)`,
    [landedAt, sha256, contract.source, contract.entity, id],
  );
  await connection.run("commit");
}

async function landFile(
  options: ExtractOptions,
  file: FoundFile,
  { sha256, scanned }: Reading,
  known: readonly LedgerFile[],
): Promise<Landed> {
  const { contract } = file;
  const { temporary, folder } = options.warehouse;
  const before = stamp(file.absolute);
  const plain = await plainFile(file.absolute, contract, temporary);
  const table = await openTextTable(options.connection, plain, contract, temporary, scanned);
  compareHeader(file.path, table.names, contract, table.header);
  const id = fileId(contract, sha256);
  const lakePath = join("lake", contract.entity, `${id}.parquet`);
  const landed = await land({
    connection: options.connection,
    fileId: id,
    contract,
    plain,
    shownPath: file.path,
    table,
    lakeFile: join(folder, lakePath),
    earlier: earlierFiles(options, known, contract),
    temporary,
  });
  refuseChange(file, before, stamp(file.absolute));
  await record(options, file, sha256, lakePath, landed);
  return landed;
}

function clearTemporary(warehouse: Warehouse): void {
  for (const name of globSync("*.{plain,utf-8,ndjson}", { cwd: warehouse.temporary })) {
    rmSync(join(warehouse.temporary, name), { force: true });
  }
}

function refuseNothing(options: ExtractOptions, found: readonly FoundFile[]): void {
  if (found.length > 0) return;
  const [first] = options.files;
  throw new TenureError(
    "extract/no-files",
    `no file in ${options.dataRoot} matches ${options.files.map((file) => file.match.join(", ")).join(", ")}`,
    {
      hint: `Set --data to the folder that ${first?.at ?? "config/sources"} counts from.`,
      exitCode: exitCodes.config,
    },
  );
}

const unreadable = /^(Invalid Input|Invalid|CSV|Conversion|Parser|Serialization) Error/;

// what the file is to blame for becomes a refusal; a full disk or a bad config stops the run
function refusalOf(error: unknown, file: FoundFile): TenureError {
  if (error instanceof TenureError && error.exitCode !== exitCodes.config) return error;
  const message = messageOf(error);
  if (error instanceof TenureError || !unreadable.test(message)) throw error;
  return new TenureError("extract/unreadable", `${file.path}: ${message.split("\n")[0]}`, {
    hint: `Check its line ends and the csv dialect at ${file.contract.at}.`,
    cause: error,
  });
}

interface Tally {
  landed: number;
  unchanged: number;
  rowsRead: number;
  refusals: Refusal[];
}

async function extractFile(
  options: ExtractOptions,
  file: FoundFile,
  reading: Reading,
  tally: Tally,
): Promise<void> {
  const { log } = options;
  const started = Date.now();
  const { sha256 } = reading;
  const known = await ledgerFiles(options.connection);
  if (known.some((other) => other.fileId === fileId(file.contract, sha256))) {
    tally.unchanged++;
    if (reading.scanned !== undefined) await remember(options, file, sha256);
    return;
  }
  const landed = await landFile(options, file, reading, known);
  await remember(options, file, sha256);
  tally.landed++;
  tally.rowsRead += landed.read;
  log({
    step: "extract",
    level: landed.quarantined > 0 ? "warn" : "info",
    message: `landed ${file.path}`,
    fields: {
      entity: file.contract.entity,
      rows: landed.read,
      loaded: landed.loaded,
      quarantined: landed.quarantined,
      duplicate: landed.duplicate,
      filtered: landed.filtered,
      seconds: (Date.now() - started) / 1000,
    },
  });
}

type ReadAhead = { readonly reading: Reading } | { readonly error: unknown } | undefined;

// the next file's bytes are hashed and counted while DuckDB lands the one before
async function readAhead(
  file: FoundFile | undefined,
  seen: ReadonlyMap<string, string>,
): Promise<ReadAhead> {
  if (file === undefined) return undefined;
  try {
    return { reading: await read(file, seen) };
  } catch (error) {
    return { error };
  }
}

async function settled(ahead: Promise<ReadAhead>): Promise<Reading> {
  const done = await ahead;
  if (done !== undefined && "reading" in done) return done.reading;
  throw done?.error;
}

/**
 * Lands every file that is new under its present contract; a file that is not what its contract
 * says becomes a refusal and the others go on. Throws `extract/no-files`.
 */
export async function extract(options: ExtractOptions): Promise<ExtractReport> {
  const byContract = options.files.map((contract) => ({
    contract,
    found: findFiles(options.dataRoot, contract),
  }));
  const found = byContract.flatMap((entry) => entry.found);
  refuseNothing(options, found);
  const tally: Tally = { landed: 0, unchanged: 0, rowsRead: 0, refusals: [] };
  const seen = await seenFiles(options);
  let next = readAhead(found[0], seen);
  for (const [at, file] of found.entries()) {
    const reading = next;
    next = reading.then(() => readAhead(found[at + 1], seen));
    options.log({
      step: "extract",
      level: "progress",
      message: file.path,
      fields: { done: at, total: found.length },
    });
    try {
      await extractFile(options, file, await settled(reading), tally);
    } catch (error) {
      tally.refusals.push({ path: file.path, error: refusalOf(error, file) });
    } finally {
      clearTemporary(options.warehouse);
    }
  }
  const unmatched = byContract.filter((entry) => entry.found.length === 0);
  return { ...tally, unmatched: unmatched.map((entry) => entry.contract) };
}
