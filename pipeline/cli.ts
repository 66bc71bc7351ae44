import { join } from "node:path";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import ora from "ora";
import pino from "pino";
import { serve } from "../cube/cube.js";
import { writeDemo } from "./demo/demo.js";
import { exitCodes, messageOf, TenureError } from "./error.js";
import { type ExportFormat, exportFormats, exportTable } from "./export.js";
import type { Log } from "./log.js";
import { checkOnly } from "./preview.js";
import { rollback } from "./publish/publish.js";
import { quarantined } from "./quarantine.js";
import { eventLine, runSummary, statusText, textTable } from "./report.js";
import { shipped } from "./root.js";
import { runFlow } from "./run.js";
import { statusOf } from "./status.js";
import { tenureVersion } from "./version.js";
import { warehouseAt } from "./warehouse.js";

interface Common {
  readonly warehouse: string;
  readonly json?: boolean;
  readonly debug?: boolean;
}

interface RunFlags extends Common {
  readonly config: string;
  readonly data?: string;
  readonly asOf?: Date;
  readonly knownAt?: Date;
  readonly full?: boolean;
  readonly dryRun?: boolean;
}

interface ServeFlags extends Common {
  readonly host: string;
  readonly port: number;
  readonly demo?: boolean;
}

interface DemoFlags extends Common {
  readonly accounts: number;
  readonly eventsPerAccount: number;
  readonly seed: number;
  readonly asOf?: Date;
  readonly host: string;
  readonly port: number;
  readonly serve: boolean;
}

interface Terminal {
  readonly log: Log;
  /** Prints a result; with `--json` one JSON object on a line. */
  result(text: string, data: unknown): void;
  done(): void;
}

function jsonTerminal(): Terminal {
  const logger = pino({ base: null }, pino.destination({ dest: 1, sync: true }));
  return {
    log: ({ step, level, message, fields }) => {
      const line = { step, ...fields };
      if (level === "warn") logger.warn(line, message);
      else logger.info(line, message);
    },
    result: (_text, data) => logger.info({ result: data }, "result"),
    done: () => {},
  };
}

function humanTerminal(): Terminal {
  const spinner = ora({ stream: process.stderr, discardStdin: false });
  const line = (text: string): void => {
    const isSpinning = spinner.isSpinning;
    if (isSpinning) spinner.clear();
    process.stderr.write(`${text}\n`);
    if (isSpinning) spinner.render();
  };
  return {
    log: (event) => {
      if (event.level !== "progress") line(eventLine(event));
      else if (spinner.isEnabled) spinner.start(eventLine(event));
    },
    result: (text) => {
      spinner.stop();
      process.stdout.write(`${text}\n`);
    },
    done: () => spinner.stop(),
  };
}

function terminal(flags: Common): Terminal {
  return flags.json ? jsonTerminal() : humanTerminal();
}

function instant(text: string): Date {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const isTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?Z$/.test(text);
  const date = new Date(isDay ? `${text}T00:00:00Z` : text);
  if ((!isDay && !isTime) || Number.isNaN(date.getTime())) {
    throw new InvalidArgumentError("Write a UTC day such as 2026-01-01, or 2026-01-01T06:00:00Z.");
  }
  return date;
}

function whole(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("Write a whole number.");
  return Number(text);
}

/** The last midnight UTC: what a run describes unless it is told otherwise. */
function lastMidnight(now: Date): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()));
}

async function runCommand(flags: RunFlags): Promise<number> {
  if (flags.dryRun) return checkCommand(flags);
  const out = terminal(flags);
  const now = new Date();
  try {
    const outcome = await runFlow({
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
    const data = { outcome: outcome.kind, run_id: outcome.runId, seconds };
    out.result(runSummary(outcome, seconds), data);
    return outcome.kind === "checks-failed" ? exitCodes.checksFailed : exitCodes.ok;
  } finally {
    out.done();
  }
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
    const refused = preview.report.refusals.map(
      ({ error }) => `  ${error.code}: ${error.message}${error.hint ? ` → ${error.hint}` : ""}`,
    );
    const unmatched = preview.report.unmatched.map(
      (contract) => `  no file matches ${contract.match.join(", ")} (${contract.at})`,
    );
    const text = [
      "what would load",
      textTable(preview.files),
      "what would be set aside (first 20)",
      textTable(preview.bad),
      ...(refused.length > 0 ? ["refused", ...refused] : []),
      ...(unmatched.length > 0 ? ["missing", ...unmatched] : []),
    ].join("\n");
    out.result(text, { ...preview, report: undefined, refused, unmatched });
    return refused.length > 0 ? exitCodes.tooManyBadRows : exitCodes.ok;
  } finally {
    out.done();
  }
}

function waitForEnd(): Promise<void> {
  return new Promise((resolve) => {
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
  });
}

const firstLook = `
  MRR and its movements, the Pareto of customers, data quality   {url}
  one question over REST                                         {url}/cubejs-api/v1/load?query={"measures":["account_months.mrr"]}
  stop with Ctrl+C`;

async function serveCommand(flags: ServeFlags): Promise<number> {
  const out = terminal(flags);
  const secret = process.env["TENURE_JWT_SECRET"];
  const jwksUrl = process.env["TENURE_JWKS_URL"];
  const serving = await serve({
    warehouse: flags.warehouse,
    host: flags.host,
    port: flags.port,
    demo: flags.demo ?? false,
    jwt: {
      ...(secret === undefined ? {} : { secret }),
      ...(jwksUrl === undefined ? {} : { jwksUrl }),
    },
    dashboardFolder: shipped("dist", "dashboard"),
    log: out.log,
  });
  out.result(`serving ${serving.url}\n${firstLook.replaceAll("{url}", serving.url)}`, {
    url: serving.url,
  });
  await waitForEnd();
  await serving.close();
  return exitCodes.ok;
}

async function demoCommand(flags: DemoFlags): Promise<number> {
  const out = terminal(flags);
  const folder = join(warehouseAt(flags.warehouse).folder, "demo");
  const asOf = flags.asOf ?? new Date("2026-01-01T00:00:00Z");
  const { accounts, eventsPerAccount, seed } = flags;
  await writeDemo({ folder, accounts, eventsPerAccount, seed, asOf, log: out.log });
  out.done();
  const { json, debug, warehouse } = flags;
  const common = { warehouse, ...(json ? { json } : {}), ...(debug ? { debug } : {}) };
  const code = await runCommand({ ...common, config: join(folder, "config"), data: folder, asOf });
  if (code !== exitCodes.ok || !flags.serve) return code;
  return serveCommand({ ...common, host: flags.host, port: flags.port, demo: true });
}

async function statusCommand(flags: Common): Promise<number> {
  const status = await statusOf(flags.warehouse);
  terminal(flags).result(statusText(status), status);
  return exitCodes.ok;
}

async function quarantineCommand(
  flags: Common & { readonly limit: number },
  id?: string,
): Promise<number> {
  const choose = id === undefined ? { limit: flags.limit } : { id, limit: 1 };
  const found = await quarantined(flags.warehouse, choose);
  const text =
    id === undefined
      ? textTable(found)
      : Object.entries(found[0] ?? { row: `no row ${id} in quarantine` })
          .map(([name, value]) => `${name.padEnd(12)} ${String(value)}`)
          .join("\n");
  terminal(flags).result(text, found);
  return exitCodes.ok;
}

async function exportCommand(
  table: string,
  flags: Common & { readonly format: ExportFormat; readonly out?: string },
): Promise<number> {
  const { warehouse, format, out } = flags;
  await exportTable({ warehouse, table, format, out, stream: process.stdout });
  return exitCodes.ok;
}

function rollbackCommand(runId: string, flags: Common): number {
  const pointer = rollback(warehouseAt(flags.warehouse), runId, new Date());
  terminal(flags).result(`published build ${pointer.run_id} again`, pointer);
  return exitCodes.ok;
}

type Finish = (code: number) => void;

function common(command: Command): Command {
  return command
    .option("--warehouse <dir>", "where the lake, the ledger and the builds live", "warehouse")
    .option("--json", "JSON lines instead of text")
    .option("--debug", "show the stack of an error");
}

function inputs(command: Command): Command {
  return common(command)
    .option("--config <dir>", "the config folder", "config")
    .option("--data <dir>", "root of the globs in config/sources (default: beside the config)");
}

function addRun(program: Command, finish: Finish): void {
  inputs(program.command("run"))
    .description("load what is new, build, check and publish")
    .option("--as-of <time>", "the instant to describe, UTC (default: the last midnight)", instant)
    .option("--known-at <time>", "read only files that landed before this", instant)
    .option("--full", "rebuild everything and hash every file again")
    .option("--dry-run", "config and files only; writes nothing")
    .addHelpText(
      "after",
      "\nExamples:\n  tenure run\n  tenure run --config acme/config --data acme/exports --as-of 2026-01-01\n  tenure run --json >> run.log",
    )
    .action(async (flags: RunFlags) => finish(await runCommand(flags)));
  inputs(program.command("check"))
    .description("say what would load and what would not; writes nothing")
    .addHelpText("after", "\nExample:\n  tenure check --config acme/config --data acme/exports")
    .action(async (flags: RunFlags) => finish(await checkCommand(flags)));
}

function addDemo(program: Command, finish: Finish): void {
  common(program.command("demo"))
    .description("write a company's exports, run on them and serve the result")
    .option("--accounts <n>", "customers ever", whole, 2000)
    .option("--events-per-account <n>", "usage events per customer", whole, 250)
    .option("--seed <n>", "another company for another number", whole, 1)
    .option("--as-of <time>", "end of the 36 months (default: 2026-01-01)", instant)
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .option("--port <n>", "port to listen on", whole, 4000)
    .option("--no-serve", "stop after publishing")
    .addHelpText(
      "after",
      "\nExamples:\n  tenure demo\n  tenure demo --accounts 20000 --events-per-account 1000 --no-serve",
    )
    .action(async (flags: DemoFlags) => finish(await demoCommand(flags)));
}

function addServe(program: Command, finish: Finish): void {
  common(program.command("serve"))
    .description("serve the published build: REST, GraphQL and the page")
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .option("--port <n>", "port to listen on", whole, 4000)
    .option("--demo", "no token needed; on 127.0.0.1 only")
    .addHelpText(
      "after",
      "\nTokens are JWTs, checked with TENURE_JWT_SECRET (HS256) or TENURE_JWKS_URL.\n\nExamples:\n  tenure serve --demo\n  TENURE_JWT_SECRET=… tenure serve --host 0.0.0.0",
    )
    .action(async (flags: ServeFlags) => finish(await serveCommand(flags)));
}

function addReading(program: Command, finish: Finish): void {
  common(program.command("status"))
    .description("what is published, the last runs, the sources, the quarantine")
    .action(async (flags: Common) => finish(await statusCommand(flags)));
  common(program.command("export"))
    .argument("<table>", "a mart, for instance marts.account_months")
    .description("write a mart in full, to a file or to stdout")
    .addOption(new Option("--format <format>").choices(exportFormats).default("csv"))
    .option("--out <file>", "file to write (default: stdout)")
    .addHelpText(
      "after",
      "\nExample:\n  tenure export marts.account_months --format parquet --out months.parquet",
    )
    .action(async (table: string, flags) => finish(await exportCommand(table, flags)));
  common(program.command("rollback"))
    .argument("<run>", "a run id, as tenure status shows them")
    .description("publish an earlier build again")
    .action((run: string, flags: Common) => finish(rollbackCommand(run, flags)));
  const quarantine = program.command("quarantine").description("rows that were set aside");
  common(quarantine.command("list"))
    .option("--limit <n>", "how many rows", whole, 50)
    .description("the rows, newest first")
    .action(async (flags) => finish(await quarantineCommand(flags)));
  common(quarantine.command("show"))
    .argument("<row>", "a row_id of the list")
    .option("--limit <n>", "unused", whole, 1)
    .description("one row with its raw text")
    .action(async (id: string, flags) => finish(await quarantineCommand(flags, id)));
}

function programOf(finish: Finish): Command {
  const program = new Command("tenure")
    .description("Customer-success analytics: exports in, trusted tables out.")
    .version(tenureVersion())
    .showHelpAfterError("(add --help for usage)")
    .exitOverride();
  addDemo(program, finish);
  addRun(program, finish);
  addServe(program, finish);
  addReading(program, finish);
  for (const command of program.commands) command.exitOverride();
  return program;
}

function errorLine(error: unknown, isDebug: boolean): string {
  const shown =
    error instanceof TenureError
      ? `${error.code}: ${error.message}${error.hint === undefined ? "" : ` → ${error.hint}`}`
      : `cli/unexpected: ${messageOf(error)} → Run it again with --debug and report what it shows.`;
  const stack = isDebug && error instanceof Error ? `\n${error.stack ?? ""}` : "";
  return `${shown}${stack}\n`;
}

/** Runs one command line and exits with the documented code. */
export async function main(argv: readonly string[]): Promise<void> {
  let code: number = exitCodes.ok;
  const interrupt = (): never => process.exit(exitCodes.interrupted);
  if (argv[2] !== "serve" && argv[2] !== "demo") process.once("SIGINT", interrupt);
  // a reader such as head may leave early; that is no error
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(exitCodes.ok);
    throw error;
  });
  try {
    await programOf((given) => {
      code = given;
    }).parseAsync([...argv]);
  } catch (error) {
    if (error instanceof CommanderError) {
      code = error.exitCode === 0 ? exitCodes.ok : exitCodes.config;
    } else {
      process.stderr.write(errorLine(error, argv.includes("--debug")));
      code = error instanceof TenureError ? error.exitCode : exitCodes.unexpected;
    }
  }
  process.exit(code);
}
