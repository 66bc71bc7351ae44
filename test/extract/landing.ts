import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";
import { activeFiles } from "../../pipeline/active-files.js";
import { loadConfig } from "../../pipeline/config/config.js";
import { rows } from "../../pipeline/database.js";
import type { TenureError } from "../../pipeline/error.js";
import { type ExtractReport, extract } from "../../pipeline/extract/extract.js";
import { openLedger } from "../../pipeline/ledger.js";
import { type StageReport, stage } from "../../pipeline/stage/stage.js";
import { type Warehouse, warehouseAt } from "../../pipeline/warehouse.js";

export type Row = Record<string, unknown>;

/** A folder of exports with its config and warehouse, all its own. */
export interface Place {
  readonly folder: string;
  readonly warehouse: Warehouse;
  /** Writes `config/sources/<name>.yml`. */
  source(text: string, name?: string): Place;
  /** Writes a settings file such as `identity.yml`. */
  settings(name: string, text: string): Place;
  /** Writes a file of the exports. */
  file(name: string, content: string | Uint8Array): Place;
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A new place below the system's temporary folder, removed when the test file is through. */
export function place(): Place {
  const folder = mkdtempSync(join(tmpdir(), "tenure-landing-"));
  folders.push(folder);
  function write(path: string, content: string | Uint8Array): void {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    // as if it had been written long ago, so that its time can be trusted
    utimesSync(path, 1_700_000_000, 1_700_000_000 + Math.floor(Math.random() * 1e6));
  }
  const here: Place = {
    folder,
    warehouse: warehouseAt(join(folder, "warehouse")),
    source(text, name = "s") {
      write(join(folder, "config", "sources", `${name}.yml`), text);
      return here;
    },
    settings(name, text) {
      write(join(folder, "config", name), text);
      return here;
    },
    file(name, content) {
      write(join(folder, "data", name), content);
      return here;
    },
  };
  mkdirSync(join(folder, "data"));
  return here;
}

export interface Landings {
  readonly report: ExtractReport;
  /** Codes of the files that were refused. */
  readonly codes: readonly string[];
  readonly errors: readonly TenureError[];
  /** `read loaded quarantined duplicate filtered` of each landing, by path. */
  readonly counts: Readonly<Record<string, string>>;
  /** Rows set aside that no later contract has replayed. */
  readonly bad: readonly Row[];
}

export interface Built extends Landings {
  readonly staged: StageReport;
  /** Rows of a table of the build, in the order of all its columns. */
  readonly table: (name: string, columns?: string) => Promise<Row[]>;
  readonly query: (sql: string) => Promise<Row[]>;
}

const quiet = () => {};
let clock = Date.UTC(2026, 0, 1);

// a second between landings, so that they have an order
function nextInstant(): Date {
  clock += 1000;
  return new Date(clock);
}

async function landed(connection: Parameters<typeof rows>[0], report: ExtractReport) {
  const files = await rows(
    connection,
    `select path, concat_ws(' ', rows_read, rows_loaded, rows_quarantined, rows_duplicate,
       rows_filtered) as said,
       rows_read = rows_loaded + rows_quarantined + rows_duplicate + rows_filtered as adds_up
     from ledger.files order by landed_at`,
  );
  if (files.some((file) => file.adds_up !== true)) throw new Error("the rows do not add up");
  const bad = await rows(
    connection,
    `select line::integer as line, entity, column_name, reason, message, raw_text, file_id
     from ledger.quarantine where replayed_at is null order by line, column_name`,
  );
  const errors = report.refusals.map((refusal) => refusal.error);
  return {
    report,
    errors,
    codes: errors.map((error) => error.code),
    counts: Object.fromEntries(files.map((file) => [String(file.path), String(file.said)])),
    bad,
  };
}

async function opened<T>(at: Place, use: (ledger: Ledger) => Promise<T>): Promise<T> {
  const loaded = loadConfig({
    folder: join(at.folder, "config"),
    dataRoot: join(at.folder, "data"),
  });
  const ledger = await openLedger(at.warehouse, { memoryLimit: "1GB" }, "test");
  try {
    return await use({ connection: ledger.connection, loaded });
  } finally {
    ledger.close();
  }
}

interface Ledger {
  readonly connection: Parameters<typeof rows>[0];
  readonly loaded: ReturnType<typeof loadConfig>;
}

function extracted(at: Place, { connection, loaded }: Ledger, rehash = false) {
  return extract({
    connection,
    warehouse: at.warehouse,
    files: loaded.files,
    dataRoot: loaded.dataRoot,
    runId: "run",
    now: nextInstant(),
    rehash,
    log: quiet,
  });
}

/** Lands what is new, as one run would. */
export async function landAll(at: Place, rehash = false): Promise<Landings> {
  return opened(at, async (ledger) =>
    landed(ledger.connection, await extracted(at, ledger, rehash)),
  );
}

/** Rows of the lake, in the order of their files and lines. */
export async function lake(at: Place, columns: string): Promise<Row[]> {
  return opened(at, ({ connection }) =>
    rows(
      connection,
      `select ${columns} from read_parquet('${at.warehouse.lake}/*/*.parquet', union_by_name = true,
         filename = true, file_row_number = true)
       where filename not like '%.accounts.parquet' order by filename, file_row_number`,
    ),
  );
}

export interface StageRequest {
  readonly asOf?: string;
  readonly knownAt?: string;
  /** as_of of the build that this one goes on from, as kept in the place. */
  readonly previousAsOf?: string;
}

/** Lands what is new and stages it; `look` reads the build while it is open. */
export async function staged<T>(
  at: Place,
  look: (built: Built) => Promise<T>,
  request: StageRequest = {},
): Promise<T> {
  return opened(at, async (ledger) => {
    const { connection, loaded } = ledger;
    const landings = await landed(connection, await extracted(at, ledger));
    const file = join(at.folder, "build.duckdb");
    if (request.previousAsOf === undefined) rmSync(file, { force: true });
    await connection.run(`attach '${file}' as build`);
    await connection.run("use build");
    const knownAt = request.knownAt === undefined ? null : new Date(request.knownAt);
    const report = await stage({
      connection,
      warehouse: at.warehouse,
      contracts: loaded.files,
      identity: loaded.identity,
      files: await activeFiles(connection, loaded, knownAt),
      asOf: new Date(request.asOf ?? "2026-01-01"),
      previousAsOf: request.previousAsOf === undefined ? undefined : new Date(request.previousAsOf),
      knownAt,
      published: undefined,
      runId: "run",
      log: quiet,
    });
    const query = (sql: string) => rows(connection, sql);
    return await look({
      ...landings,
      staged: report,
      query,
      table: (name, columns = "*") => query(`select ${columns} from staging.${name} order by all`),
    });
  });
}

/** A source `s` with one file, given by the lines of that file. */
export function sourceOf(...lines: readonly string[]): string {
  const [first = "", ...rest] = lines;
  return ["source: s", "files:", `  - ${first}`, ...rest.map((line) => `    ${line}`), ""].join(
    "\n",
  );
}

/** The only one of a list. */
export function only<T>(list: readonly T[]): T {
  const [first] = list;
  if (list.length !== 1 || first === undefined) throw new Error(`${list.length} and not one`);
  return first;
}
