import { chmodSync } from "node:fs";
import type { DuckDBConnection } from "@duckdb/node-api";
import { activeFiles, fingerprintOf } from "./active-files.js";
import { besideBuild, closeBuild, openBuild } from "./building.js";
import { type CheckReport, checkBuild } from "./check/check.js";
import { type Config, loadConfig, writeConfigTables } from "./config/config.js";
import { copyDatabase } from "./copy-file.js";
import { exitCodes, messageOf, TenureError } from "./error.js";
import { type ExtractReport, extract } from "./extract/extract.js";
import { type LedgerFile, openLedger } from "./ledger.js";
import type { Log } from "./log.js";
import { buildModels, type ModelReport } from "./model/model.js";
import { collectPlans } from "./plans.js";
import {
  discardUnfinished,
  keepFailed,
  publish,
  sweep,
  unfinishedBuild,
} from "./publish/publish.js";
import { shipped } from "./root.js";
import {
  collectRestatements,
  enterPublished,
  failRun,
  finishRun,
  publishedRun,
  startRun,
} from "./runs.js";
import { collectSeals } from "./seals.js";
import { dropViews, type StageReport, stage } from "./stage/stage.js";
import { buildFile, type Warehouse, warehouseAt } from "./warehouse.js";

export interface RunOptions {
  readonly config: string;
  readonly data?: string;
  readonly warehouse: string;
  readonly asOf: Date;
  readonly knownAt: Date | null;
  /** Rebuild everything and hash every file again. */
  readonly full: boolean;
  /** Read only what the data folder holds now, not what landed before and is gone. */
  readonly onlyPresent?: boolean;
  /** Builds these tables, what they read and what every run says of itself; all when absent. */
  readonly tables?: readonly string[];
  readonly now: Date;
  readonly tenureVersion: string;
  readonly log: Log;
}

/** The midnight UTC that was last: what a run describes when nobody says otherwise. */
export function lastMidnight(now: Date): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()));
}

/** How a run ended, with what a person wants to read about it. */
export type RunOutcome =
  | { readonly kind: "nothing-new"; readonly runId: string; readonly extracted: ExtractReport }
  | (BuildReport & { readonly kind: "published" })
  | (BuildReport & { readonly kind: "checks-failed"; readonly build: string });

export interface BuildReport {
  readonly runId: string;
  readonly asOf: Date;
  readonly extracted: ExtractReport;
  readonly staged: StageReport;
  readonly modelled: ModelReport;
  readonly checked: CheckReport;
  /** How many closed months have another figure than was published. */
  readonly restatedMonths: number;
}

interface Run extends RunOptions {
  readonly runId: string;
  readonly loaded: Config;
  readonly place: Warehouse;
  readonly connection: DuckDBConnection;
  connect(): Promise<DuckDBConnection>;
}

/** A run's id sorts by its start, to the millisecond: `20260131T020000Z-1f3a`. */
function newRunId(now: Date): string {
  const stamp = now.toISOString().replaceAll(/[-:]|\.\d+/g, "");
  const milliseconds = now.getUTCMilliseconds().toString(16).padStart(3, "0");
  const noise = Math.floor(Math.random() * 16).toString(16);
  return `${stamp}-${milliseconds}${noise}`;
}

function begin(log: Log, step: "extract" | "stage" | "model" | "check" | "publish"): void {
  log({ step, level: "info", message: "started" });
}

function refuseRefused(report: ExtractReport): void {
  const [first] = report.refusals;
  if (first === undefined) return;
  const said = report.refusals.map(({ error }) => error.message).join("; ");
  throw new TenureError(first.error.code, said, {
    ...(first.error.hint === undefined ? {} : { hint: first.error.hint }),
    exitCode: exitCodes.tooManyBadRows,
    cause: first.error,
  });
}

function warnOf(run: Run, report: ExtractReport): void {
  for (const contract of report.unmatched) {
    const message = `no file matches ${contract.match.join(", ")} (${contract.at})`;
    run.log({ step: "extract", level: "warn", message });
  }
}

interface Base {
  readonly asOf: Date | undefined;
  /** The file of the published build. */
  readonly published: string | undefined;
}

// a build starts as a copy of the published one where that was made by the same config and code
async function startBuild(run: Run, files: readonly LedgerFile[]): Promise<Base> {
  const { connection, place, runId } = run;
  const file = unfinishedBuild(place, runId);
  const published = await publishedRun(connection, place);
  const isSame =
    published !== undefined &&
    published.configVersion === run.loaded.version &&
    published.tenureVersion === run.tenureVersion;
  const served = published === undefined ? undefined : buildFile(place, published.runId);
  const isCopied = isSame && !run.full && served !== undefined;
  if (isCopied) {
    copyDatabase(served, file);
    // the copy of a published build is read-only as well
    chmodSync(file, 0o644);
  }
  await openBuild(connection, file, files);
  // what is made of the present files alone may be about another company
  return {
    asOf: isCopied ? published?.asOf : undefined,
    published: run.onlyPresent ? undefined : served,
  };
}

/** What every run says of itself, whichever tables it builds. */
const ownTables = ["marts.restatements", "marts.runs", "marts.source_files", "marts.quarantine"];

async function build(run: Run, files: readonly LedgerFile[], extracted: ExtractReport) {
  const { connection, loaded, log } = run;
  const base = await startBuild(run, files);
  begin(log, "stage");
  const staged = await stage({
    connection,
    warehouse: run.place,
    contracts: loaded.files,
    identity: loaded.identity,
    files,
    asOf: run.asOf,
    previousAsOf: base.asOf,
    knownAt: run.knownAt,
    published: base.published,
    onlyPresent: run.onlyPresent === true,
    runId: run.runId,
    log,
  });
  await writeConfigTables(connection, loaded, {
    runId: run.runId,
    asOf: run.asOf,
    knownAt: run.knownAt,
    recomputeFrom: staged.recomputeFrom,
    startedAt: run.now,
    tenureVersion: run.tenureVersion,
  });
  begin(log, "model");
  const isContinued = base.asOf !== undefined;
  const isAlone = !isContinued || loaded.tenure.threads === 1;
  const beside = isAlone ? [] : [await besideBuild(run)];
  const modelled = await buildModels(connection, {
    folder: shipped("models"),
    log,
    full: !isContinued,
    changed: staged.changed,
    beside,
    ...(run.tables === undefined ? {} : { targets: [...run.tables, ...ownTables] }),
  }).finally(() => {
    for (const one of beside) one.closeSync();
  });
  begin(log, "check");
  const isPart = run.tables !== undefined;
  const checked = await checkBuild(connection, { findings: modelled.findings, isPart });
  const restatedMonths = await collectRestatements(connection, run.runId);
  await collectSeals(connection, { ...run, isPart });
  await collectPlans(connection, run);
  await dropViews(connection);
  await closeBuild(connection);
  return { runId: run.runId, asOf: run.asOf, extracted, staged, modelled, checked, restatedMonths };
}

function presentFiles(run: Run, files: readonly LedgerFile[], extracted: ExtractReport) {
  const gone = files.filter((file) => !extracted.present.has(file.fileId));
  if (run.onlyPresent) return files.filter((file) => !gone.includes(file));
  if (gone.length > 0) {
    const message = `${gone.length} landed files have changed or gone since and still count`;
    run.log({ step: "extract", level: "info", message, fields: { first: gone[0]?.path ?? null } });
  }
  return files;
}

async function flow(run: Run): Promise<RunOutcome> {
  const { connection, place, log, loaded, runId, now } = run;
  begin(log, "extract");
  const extracted = await extract({
    connection,
    warehouse: place,
    files: loaded.files,
    dataRoot: loaded.dataRoot,
    runId,
    now,
    rehash: run.full,
    log,
  });
  warnOf(run, extracted);
  refuseRefused(extracted);
  const files = presentFiles(run, await activeFiles(connection, loaded, run.knownAt), extracted);
  const fingerprint = fingerprintOf(run, files);
  const published = await publishedRun(connection, place);
  if (!run.full && published?.fingerprint === fingerprint) {
    await finishRun(connection, { runId, outcome: "nothing-new", fingerprint });
    return { kind: "nothing-new", runId: published.runId, extracted };
  }
  const report = await build(run, files, extracted);
  const done = {
    runId,
    fingerprint,
    rowsRead: report.staged.rowsRead,
    rowsQuarantined: report.staged.rowsQuarantined,
  };
  if (!report.checked.isPassed) {
    const failed = keepFailed(place, runId);
    await finishRun(connection, { ...done, outcome: "checks-failed" });
    return { kind: "checks-failed", build: failed, ...report };
  }
  begin(log, "publish");
  await enterPublished(connection, done);
  publish(place, runId, new Date());
  sweep(place, loaded.tenure.builds_to_keep);
  return { kind: "published", ...report };
}

function explained(error: unknown, place: Warehouse): TenureError {
  if (error instanceof TenureError) return error;
  const message = messageOf(error);
  if (/no space left|ENOSPC|disk quota/i.test(message)) {
    return new TenureError("warehouse/disk-full", `the disk of ${place.folder} is full`, {
      hint: "Nothing was published. Free space there, or lower builds_to_keep, and run again.",
      cause: error,
    });
  }
  return new TenureError("warehouse/unexpected", message, {
    hint: "Nothing was published. Run it again with --debug and report what it shows.",
    cause: error,
  });
}

/**
 * The whole flow, from config to a published build. Values: nothing-new, published,
 * checks-failed. Throws a TenureError with the step's exit code for everything else; the
 * published build then stays as it was.
 */
export async function runFlow(options: RunOptions): Promise<RunOutcome> {
  const loaded = loadConfig({
    folder: options.config,
    ...(options.data === undefined ? {} : { dataRoot: options.data }),
  });
  const place = warehouseAt(options.warehouse);
  const runId = newRunId(options.now);
  const { memory_limit: memoryLimit, threads } = loaded.tenure;
  const resources = { memoryLimit, ...(threads === undefined ? {} : { threads }) };
  const ledger = await openLedger(place, resources, `run ${runId}`);
  const run: Run = { ...options, runId, loaded, place, ...ledger };
  try {
    sweep(place, loaded.tenure.builds_to_keep);
    await startRun(ledger.connection, run);
    return await flow(run);
  } catch (error) {
    await failRun(ledger.connection, runId).catch(() => {});
    throw explained(error, place);
  } finally {
    ledger.close();
    discardUnfinished(place, runId);
  }
}
