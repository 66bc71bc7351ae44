import { join } from "node:path";
import { CommanderError } from "commander";
import { serve } from "../cube/cube.js";
import { accessLogTo } from "./access-log.js";
import {
  type Actions,
  type CommonFlags,
  commandLine,
  type DemoFlags,
  type ExportFlags,
  type ListFlags,
  type ReconcileFlags,
  type RunFlags,
  type ServeFlags,
} from "./command-line.js";
import { writeDemo } from "./demo/demo.js";
import { type DiffFlags, printDiff } from "./diff-command.js";
import { reconciliationText } from "./diff-text.js";
import { exitCodes, TenureError } from "./error.js";
import { explain } from "./explain-command.js";
import { exportTable, rowsTarget } from "./export.js";
import { printForecast } from "./forecast-command.js";
import { init } from "./init-command.js";
import { openLedger } from "./ledger.js";
import { type MomentsFlags, printMoments } from "./moments-command.js";
import { checkOnly } from "./preview.js";
import { earlierBuild, publishAgain } from "./publish/publish.js";
import { quarantined, quarantinedRow } from "./quarantine.js";
import { reconcileMrr } from "./reconcile.js";
import { publishedAsOf, type RunEnd, replayQuarantine, replayText } from "./replay.js";
import { errorText, previewText, recordText, runSummary, statusText, textTable } from "./report.js";
import { restated } from "./restate.js";
import { shipped } from "./root.js";
import { lastMidnight, type RunOptions, runFlow } from "./run.js";
import { accessOptions } from "./serving.js";
import { statusOf } from "./status.js";
import { type Terminal, type Told, terminalOf } from "./terminal.js";
import { usageError } from "./usage-error.js";
import { tenureVersion } from "./version.js";
import { warehouseAt } from "./warehouse.js";
import { relianceOf } from "./warnings.js";

function terminal(flags: Pick<CommonFlags, "json">): Terminal {
  return terminalOf(process, flags.json ?? false);
}

// for a command that holds the warehouse and asks its ledger nothing
const smallResources = { memoryLimit: "256MB" };

async function flowCommand(
  flags: RunFlags,
  flow: (options: RunOptions) => Promise<RunEnd>,
): Promise<number> {
  const out = terminal(flags);
  const now = new Date();
  try {
    const { outcome, text, data } = await flow({
      config: flags.config,
      ...(flags.data === undefined ? {} : { data: flags.data }),
      warehouse: flags.warehouse,
      asOf: flags.asOf ?? lastMidnight(now),
      knownAt: flags.knownAt ?? null,
      full: flags.full ?? false,
      now,
      tenureVersion: tenureVersion(),
      log: out.log,
    });
    const seconds = (Date.now() - now.getTime()) / 1000;
    const isNew = outcome.kind === "published";
    const found = isNew ? await relianceOf(flags.warehouse) : undefined;
    const told = { outcome: outcome.kind, run_id: outcome.runId, seconds, ...found?.data, ...data };
    const lines = [runSummary(outcome, seconds), ...(found?.lines ?? [])];
    out.result(`${lines.join("\n")}${text ?? ""}`, told);
    return outcome.kind === "checks-failed" ? exitCodes.checksFailed : exitCodes.ok;
  } finally {
    out.done();
  }
}

async function runCommand(flags: RunFlags, onlyPresent = false): Promise<number> {
  if (flags.dryRun) return checkCommand(flags);
  return flowCommand(flags, async (given) => ({
    outcome: await runFlow({ ...given, onlyPresent }),
  }));
}

async function checkCommand(flags: RunFlags): Promise<number> {
  const out = terminal(flags);
  try {
    const { config, data } = flags;
    const preview = await checkOnly({
      config,
      ...(data === undefined ? {} : { data }),
      now: new Date(),
      log: ({ level, ...event }) =>
        level === "progress" ? out.log({ level, ...event }) : undefined,
    });
    const { refused, unmatched, text } = previewText(preview);
    out.result(text, { ...preview, report: undefined, refused, unmatched });
    return refused.length > 0 ? exitCodes.tooManyBadRows : exitCodes.ok;
  } finally {
    out.done();
  }
}

function waitForEnd(): Promise<void> {
  return new Promise((resolve) => {
    process.removeAllListeners("SIGINT").once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
  });
}

const firstLook = `
  Forecast, revenue, customers, health, journey, engagement, data quality   {url}
  one question over REST                                         {url}/cubejs-api/v1/load?query={"measures":["account_months.mrr"]}
  stop with Ctrl+C`;

async function serveCommand(flags: ServeFlags): Promise<number> {
  const out = terminal(flags);
  const accessLog = accessLogTo(flags.accessLog, flags.json ? process.stdout : undefined);
  const serving = await serve({
    warehouse: flags.warehouse,
    host: flags.host,
    port: flags.port,
    demo: flags.demo ?? false,
    ...accessOptions(flags, process.env),
    dashboardFolder: shipped("dist", "dashboard"),
    log: out.log,
    ...(accessLog === undefined ? {} : { accessLog }),
  });
  const { url, sqlPort } = serving;
  const address = `postgresql://${flags.host}:${sqlPort}/tenure`;
  const sql =
    sqlPort === undefined ? "" : `\n  SQL, for psql and BI tools ${" ".repeat(36)}${address}`;
  out.result(`serving ${url}\n${firstLook.replaceAll("{url}", url)}${sql}`, { url, sqlPort });
  await waitForEnd();
  await serving.close();
  return exitCodes.ok;
}

async function demoCommand(flags: DemoFlags): Promise<number> {
  const out = terminal(flags);
  const place = warehouseAt(flags.warehouse);
  const folder = join(place.folder, "demo");
  const asOf = flags.asOf ?? new Date("2026-01-01T00:00:00Z");
  const { accounts, eventsPerAccount, seed } = flags;
  // under the lock: the exports that another run is reading are not replaced
  const ledger = await openLedger(place, smallResources, "demo");
  try {
    await writeDemo({ folder, accounts, eventsPerAccount, seed, asOf, log: out.log });
  } finally {
    ledger.close();
    out.done();
  }
  const { json, debug, warehouse } = flags;
  const common = { warehouse, ...(json ? { json } : {}), ...(debug ? { debug } : {}) };
  // another seed is another company: what an earlier demo landed does not count
  const inputs = { ...common, config: join(folder, "config"), data: folder, asOf };
  const code = await runCommand(inputs, true);
  if (code !== exitCodes.ok || !flags.serve) return code;
  return serveCommand({ ...common, host: flags.host, port: flags.port, demo: true });
}

async function statusCommand(flags: CommonFlags): Promise<number> {
  const status = await statusOf(flags.warehouse);
  return tell(flags, { text: statusText(status), data: status });
}

async function quarantineListCommand(flags: ListFlags): Promise<number> {
  const found = await quarantined(flags.warehouse, { limit: flags.limit });
  return tell(flags, { text: textTable(found), data: found });
}

async function quarantineReplayCommand(flags: RunFlags): Promise<number> {
  const asOf = flags.asOf ?? (await publishedAsOf(flags.warehouse));
  return flowCommand(asOf === undefined ? flags : { ...flags, asOf }, async (given) => {
    const { outcome, ...data } = await replayQuarantine(given);
    return { outcome, data, text: replayText(data) };
  });
}

async function quarantineShowCommand(id: string, flags: CommonFlags): Promise<number> {
  const row = await quarantinedRow(flags.warehouse, id);
  return tell(flags, { text: recordText(row), data: row });
}

async function momentsCommand(flags: MomentsFlags): Promise<number> {
  await printMoments(flags, process.stdout);
  return exitCodes.ok;
}

async function exportCommand(table: string, flags: ExportFlags): Promise<number> {
  const { warehouse, format, out } = flags;
  await exportTable({ warehouse, table, format, out, stream: process.stdout });
  return exitCodes.ok;
}

async function diffCommand(flags: DiffFlags): Promise<number> {
  const out = terminal(flags);
  try {
    await printDiff(flags, out, process.stdout);
  } finally {
    out.done();
  }
  return exitCodes.ok;
}

async function reconcileCommand(flags: ReconcileFlags): Promise<number> {
  const out = terminal(flags);
  const target = rowsTarget(flags, process.stdout);
  const { warehouse, preset, limit } = flags;
  try {
    const found = await reconcileMrr({ warehouse, preset, limit, target, log: out.log });
    if (target === undefined || target.out !== undefined)
      out.result(reconciliationText(found), found);
  } finally {
    out.done();
  }
  return exitCodes.ok;
}

function tell(flags: Pick<CommonFlags, "json">, { text, data, exitCode }: Told): number {
  terminal(flags).result(text, data);
  return exitCode ?? exitCodes.ok;
}

async function rollbackCommand(run: string | undefined, flags: CommonFlags): Promise<number> {
  const warehouse = warehouseAt(flags.warehouse);
  const runId = earlierBuild(warehouse, run);
  // under the lock, so that no run sweeps the build away meanwhile
  const ledger = await openLedger(warehouse, smallResources, "rollback");
  try {
    const pointer = publishAgain(warehouse, runId, new Date());
    terminal(flags).result(`published build ${pointer.run_id} again`, pointer);
  } finally {
    ledger.close();
  }
  return exitCodes.ok;
}

const actions: Actions = {
  run: (flags) => runCommand(flags),
  check: checkCommand,
  demo: demoCommand,
  serve: serveCommand,
  status: statusCommand,
  export: exportCommand,
  diff: diffCommand,
  reconcile: reconcileCommand,
  restate: async (flags) => tell(flags, await restated(flags.warehouse, flags.since)),
  explain: async (account, flags) => tell(flags, await explain(account, flags)),
  forecast: (flags) => printForecast(flags, terminal(flags), process.stdout),
  rollback: rollbackCommand,
  quarantineList: quarantineListCommand,
  quarantineShow: quarantineShowCommand,
  moments: momentsCommand,
  init: async (folder, flags) => tell(flags, await init(folder, flags, process.stdin.isTTY)),
  quarantineReplay: quarantineReplayCommand,
};

function isBrokenPipe(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EPIPE";
}

// a reader such as head may leave early: what is left to say is then said to nobody
function forgiveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: unknown) => {
      if (!isBrokenPipe(error)) throw error;
    });
  }
}

function tellError(error: unknown, isDebug: boolean): number {
  if (isBrokenPipe(error)) return exitCodes.ok;
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return exitCodes.ok;
    if (error.code !== "commander.help")
      process.stderr.write(errorText(usageError(error), isDebug));
    return exitCodes.config;
  }
  process.stderr.write(errorText(error, isDebug));
  return error instanceof TenureError ? error.exitCode : exitCodes.unexpected;
}

/** Runs one command line and exits with the documented code. */
export async function main(argv: readonly string[]): Promise<void> {
  let code: number = exitCodes.ok;
  process.once("SIGINT", () => process.exit(exitCodes.interrupted));
  forgiveReaders();
  try {
    const finish = (given: number): void => {
      code = given;
    };
    await commandLine(tenureVersion(), actions, finish).parseAsync([...argv]);
  } catch (error) {
    code = tellError(error, argv.includes("--debug"));
  }
  process.exit(code);
}
