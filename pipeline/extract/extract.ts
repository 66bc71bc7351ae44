import { rmSync } from "node:fs";
import { join } from "node:path";
import picomatch from "picomatch";
import { globSync } from "tinyglobby";
import type { FileContract } from "../contract.js";
import { exitCodes, TenureError } from "../error.js";
import { type LedgerFile, ledgerFiles } from "../ledger.js";
import type { Warehouse } from "../warehouse.js";
import {
  type ExtractOptions,
  type FoundFile,
  fileId,
  findFiles,
  isOf,
  type Reading,
  read,
  refuseChange,
  remember,
  seenFiles,
} from "./found-file.js";
import { compareHeader } from "./header.js";
import { land } from "./land.js";
import type { EarlierFile } from "./landing.js";
import { plainFile } from "./plain.js";
import { keepInForce, record } from "./record.js";
import { refusalOf } from "./refusal.js";
import { type Contents, lastContents, noteReturn } from "./sightings.js";
import { openTextTable } from "./text-table.js";

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
  /** Landings whose bytes the data folder holds at present. */
  readonly present: ReadonlySet<string>;
  /** Contracts whose globs matched no file. */
  readonly unmatched: readonly FileContract[];
}

// landings that count beside this one: not its own content, and of another content the present one
function earlierFiles(
  options: ExtractOptions,
  known: readonly LedgerFile[],
  contract: FileContract,
  sha256: string,
): EarlierFile[] {
  const isPresent = (file: LedgerFile): boolean => file.contractVersion === contract.version;
  const ofEntity = known.filter((file) => isOf(contract, file) && file.sha256 !== sha256);
  const landedNow = new Set(ofEntity.filter(isPresent).map((file) => file.sha256));
  return ofEntity
    .filter((file) => isPresent(file) || !landedNow.has(file.sha256))
    .filter((file) => file.lakePath !== null && picomatch.isMatch(file.path, [...contract.match]))
    .map((file) => ({
      lakeFile: join(options.warehouse.folder, file.lakePath ?? ""),
      oldestAt: file.oldestAt,
      newestAt: file.newestAt,
    }));
}

async function landFile(
  options: ExtractOptions,
  file: FoundFile,
  reading: Reading,
  known: readonly LedgerFile[],
): Promise<LedgerFile> {
  const { contract } = file;
  const { sha256, scanned } = reading;
  const { temporary, folder } = options.warehouse;
  const plain = await plainFile(file.absolute, contract, temporary, file.path);
  const opened = { path: plain, shownPath: file.path, contract, temporary, scanned };
  const table = await openTextTable(options.connection, opened);
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
    earlier: earlierFiles(options, known, contract, sha256),
    temporary,
  });
  refuseChange(file, reading.stamped);
  return record(options, file, reading, lakePath, landed);
}

function clearTemporary(warehouse: Warehouse): void {
  for (const name of globSync("*.{plain,utf-8,ndjson,parquet,partial}", {
    cwd: warehouse.temporary,
  })) {
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

interface Tally {
  readonly contents: Contents;
  readonly present: Set<string>;
  /** The ledger's files; undefined when they must be read again. */
  known: LedgerFile[] | undefined;
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
  tally.present.add(fileId(file.contract, sha256));
  const known = tally.known ?? (await ledgerFiles(options.connection));
  tally.known = known;
  const landedBefore = known.find((other) => other.fileId === fileId(file.contract, sha256));
  if (landedBefore !== undefined) {
    tally.unchanged++;
    await keepInForce(options, file, landedBefore, known);
    await noteReturn(options, file, sha256, tally.contents);
    await remember(options, file, reading);
    return;
  }
  const landed = await landFile(options, file, reading, known);
  await remember(options, file, reading);
  tally.known = [...known, landed];
  tally.landed++;
  tally.rowsRead += landed.rowsRead;
  log({
    step: "extract",
    level: landed.rowsQuarantined > 0 ? "warn" : "progress",
    message: `landed ${file.path}`,
    fields: {
      entity: file.contract.entity,
      rows: landed.rowsRead,
      loaded: landed.rowsLoaded,
      quarantined: landed.rowsQuarantined,
      duplicate: landed.rowsDuplicate,
      filtered: landed.rowsFiltered,
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
  const tally: Tally = {
    contents: await lastContents(options.connection),
    present: new Set(),
    known: undefined,
    landed: 0,
    unchanged: 0,
    rowsRead: 0,
    refusals: [],
  };
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
  const { known: _known, contents: _contents, ...report } = tally;
  return { ...report, unmatched: unmatched.map((entry) => entry.contract) };
}
