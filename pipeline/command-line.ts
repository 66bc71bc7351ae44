import { Command, Option } from "commander";
import { instant, monthName, whole } from "./arguments.js";
import { addDiff, type DiffFlags } from "./diff-command.js";
import { type ExportFormat, exportFormats } from "./encode.js";
import { type RowsFormat, rowsFormats } from "./export.js";
import { addForecast, type ForecastFlags } from "./forecast-command.js";
import { addInit, type InitFlags } from "./init-command.js";
import { addMoments, type MomentsFlags } from "./moments-command.js";
import { describeReplay } from "./replay-command.js";

export interface CommonFlags {
  readonly warehouse: string;
  readonly json?: boolean;
  readonly debug?: boolean;
}

export interface RunFlags extends CommonFlags {
  readonly config: string;
  readonly data?: string;
  readonly asOf?: Date;
  readonly knownAt?: Date;
  readonly full?: boolean;
  readonly dryRun?: boolean;
}

export interface ServeFlags extends CommonFlags {
  readonly host: string;
  readonly port: number;
  readonly sqlPort?: number;
  readonly demo?: boolean;
  readonly config?: string;
  readonly accessLog?: string;
}

export interface DemoFlags extends CommonFlags {
  readonly accounts: number;
  readonly eventsPerAccount: number;
  readonly seed: number;
  readonly asOf?: Date;
  readonly host: string;
  readonly port: number;
  readonly serve: boolean;
}

export interface ExportFlags extends CommonFlags {
  readonly format: ExportFormat;
  readonly out?: string;
}

/** Commands that sum up on the terminal and write every row where that is asked for. */
export interface RowsFlags extends CommonFlags {
  readonly format: "table" | RowsFormat;
  readonly out?: string;
  readonly limit: number;
}

export interface ReconcileFlags extends RowsFlags {
  readonly preset?: string;
}

export interface ListFlags extends CommonFlags {
  readonly limit: number;
}

export interface ExplainFlags extends CommonFlags {
  readonly index: string;
  readonly month?: string;
  readonly evidence?: boolean;
}

export interface RestateFlags extends CommonFlags {
  readonly since?: string;
}

/** What each command does; the number is its exit code. */
export interface Actions {
  run(flags: RunFlags): Promise<number>;
  check(flags: RunFlags): Promise<number>;
  demo(flags: DemoFlags): Promise<number>;
  serve(flags: ServeFlags): Promise<number>;
  status(flags: CommonFlags): Promise<number>;
  export(table: string, flags: ExportFlags): Promise<number>;
  diff(flags: DiffFlags): Promise<number>;
  reconcile(flags: ReconcileFlags): Promise<number>;
  restate(flags: RestateFlags): Promise<number>;
  explain(account: string | undefined, flags: ExplainFlags): Promise<number>;
  forecast(flags: ForecastFlags): Promise<number>;
  rollback(run: string | undefined, flags: CommonFlags): Promise<number>;
  quarantineList(flags: ListFlags): Promise<number>;
  quarantineShow(row: string, flags: CommonFlags): Promise<number>;
  moments(flags: MomentsFlags): Promise<number>;
  init(folder: string | undefined, flags: InitFlags): Promise<number>;
  quarantineReplay(flags: RunFlags): Promise<number>;
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

function listening(command: Command): Command {
  return command
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .option("--port <n>", "port to listen on", whole("--port", 65_535), 4000);
}

function addRun(program: Command, actions: Actions, finish: Finish): void {
  const time = "the instant to describe, UTC (default: the last midnight)";
  inputs(program.command("run"))
    .description("load what is new, build, check and publish")
    .option("--as-of <time>", time, instant("--as-of"))
    .option("--known-at <time>", "read only files that landed before this", instant("--known-at"))
    .option("--full", "rebuild everything and hash every file again")
    .option("--dry-run", "config and files only; writes nothing")
    .addHelpText(
      "after",
      "\nExamples:\n  tenure run\n  tenure run --config acme/config --data acme/exports --as-of 2026-01-01\n  tenure run --json >> run.log",
    )
    .action(async (flags: RunFlags) => finish(await actions.run(flags)));
  inputs(program.command("check"))
    .description("say what would load and what would not; writes nothing")
    .addHelpText("after", "\nExample:\n  tenure check --config acme/config --data acme/exports")
    .action(async (flags: RunFlags) => finish(await actions.check(flags)));
}

function addDemo(program: Command, actions: Actions, finish: Finish): void {
  const demo = common(program.command("demo"))
    .description("write a company's exports, run on them and serve the result")
    .option("--accounts <n>", "customers ever", whole("--accounts"), 2000)
    .option(
      "--events-per-account <n>",
      "usage events per customer",
      whole("--events-per-account"),
      250,
    )
    .option("--seed <n>", "another company for another number", whole("--seed"), 1)
    .option("--as-of <time>", "end of the 36 months (default: 2026-01-01)", instant("--as-of"));
  listening(demo)
    .option("--no-serve", "stop after publishing")
    .addHelpText(
      "after",
      "\nExamples:\n  tenure demo\n  tenure demo --accounts 20000 --events-per-account 1000 --no-serve",
    )
    .action(async (flags: DemoFlags) => finish(await actions.demo(flags)));
}

function addServe(program: Command, actions: Actions, finish: Finish): void {
  listening(common(program.command("serve")))
    .description("serve the published build: REST, GraphQL, SQL and the page")
    .option("--sql-port <n>", "also speak SQL, as Postgres does", whole("--sql-port", 65_535))
    .option("--demo", "no token needed; on 127.0.0.1 only")
    .option("--config <dir>", "the config folder whose access.yml says how tokens are checked")
    .option("--access-log <file>", "append a JSON line for each request (with --json: to stdout)")
    .addHelpText(
      "after",
      "\nTokens are JWTs, checked with TENURE_JWT_SECRET (HS256) or TENURE_JWKS_URL.\n\nExamples:\n  tenure serve --demo --sql-port 15432\n  TENURE_JWT_SECRET=… tenure serve --host 0.0.0.0",
    )
    .action(async (flags: ServeFlags) => finish(await actions.serve(flags)));
}

function addReading(program: Command, actions: Actions, finish: Finish): void {
  common(program.command("status"))
    .description("what is published, the last runs, the sources, the quarantine")
    .action(async (flags: CommonFlags) => finish(await actions.status(flags)));
  common(program.command("export"))
    .argument("<table>", "a mart, for instance marts.account_months")
    .description("write a mart in full, to a file or to stdout")
    .addOption(new Option("--format <format>").choices(exportFormats).default("csv"))
    .option("--out <file>", "file to write (default: stdout)")
    .addHelpText(
      "after",
      "\nExample:\n  tenure export marts.account_months --format parquet --out months.parquet",
    )
    .action(async (table: string, flags) => finish(await actions.export(table, flags)));
  common(program.command("explain"))
    .argument("[account]", "an account_id of marts.accounts")
    .description("a score taken apart: factors, what moved it, and the rows behind it")
    .option("--index <index>", "health, dependence, cmi or one of your own", "health")
    .option(
      "--month <month>",
      "a month such as 2026-01 (default: the newest)",
      monthName("--month"),
    )
    .option("--evidence", "in place of an account: whether the factors tell who leaves")
    .addHelpText(
      "after",
      "\nExamples:\n  tenure explain A00042\n  tenure explain A00042 --index dependence --month 2025-11 --json\n  tenure explain --evidence",
    )
    .action(async (account: string | undefined, flags: ExplainFlags) =>
      finish(await actions.explain(account, flags)),
    );
  common(program.command("restate"))
    .description("closed figures that changed, by how much, and which files caused it")
    .option("--since <run>", "only what runs after this one changed")
    .addHelpText(
      "after",
      "\nExamples:\n  tenure restate\n  tenure restate --since 20260131T023000Z-1f3a --json",
    )
    .action(async (flags: RestateFlags) => finish(await actions.restate(flags)));
  common(program.command("rollback"))
    .argument("[run]", "a run id, as tenure status shows them (default: the build before this one)")
    .description("publish an earlier build again")
    .action(async (run: string | undefined, flags) => finish(await actions.rollback(run, flags)));
}

function rowsOptions(command: Command): Command {
  const formats = ["table", ...rowsFormats];
  return common(command)
    .option("--limit <n>", "how many lines about accounts the summary has", whole("--limit"), 20)
    .addOption(
      new Option("--format <format>", "the summary, or every account and month")
        .choices(formats)
        .default("table"),
    )
    .option("--out <file>", "write every account and month to a file (csv unless --format says)");
}

function addComparing(program: Command, actions: Actions, finish: Finish): void {
  addDiff(program, rowsOptions, async (flags) => finish(await actions.diff(flags)));
  rowsOptions(program.command("reconcile"))
    .description("our MRR against a billing tool's own export, each difference with its rule")
    .option("--preset <name>", "explain by the policies of this preset only")
    .addHelpText(
      "after",
      "\nThe export is the entity vendor_mrr of the published build; see docs/config.md.\n\nExamples:\n  tenure reconcile\n  tenure reconcile --preset stripe --format csv --out differences.csv",
    )
    .action(async (flags: ReconcileFlags) => finish(await actions.reconcile(flags)));
}

function addQuarantine(program: Command, actions: Actions, finish: Finish): void {
  const quarantine = program.command("quarantine").description("rows that were set aside");
  common(quarantine.command("list"))
    .option("--limit <n>", "how many rows", whole("--limit"), 50)
    .description("the rows, newest first")
    .action(async (flags) => finish(await actions.quarantineList(flags)));
  common(quarantine.command("show <row>"))
    .description("one row of the list, by its row_id, with its raw text")
    .action(async (row: string, flags) => finish(await actions.quarantineShow(row, flags)));
  describeReplay(inputs(quarantine.command("replay")), actions, finish);
}

/** The commands and their options; `finish` receives the exit code of the one that was asked for. */
export function commandLine(version: string, actions: Actions, finish: Finish): Command {
  const program = new Command("tenure")
    .description("Customer-success analytics: exports in, trusted tables out.")
    .version(version)
    // what is wrong is told by the one error line that every command has
    .configureOutput({ outputError: () => {} })
    .exitOverride();
  addInit(program, async (folder, flags) => finish(await actions.init(folder, flags)));
  addDemo(program, actions, finish);
  addRun(program, actions, finish);
  addServe(program, actions, finish);
  addReading(program, actions, finish);
  addComparing(program, actions, finish);
  addQuarantine(program, actions, finish);
  addForecast(program, common, async (flags) => finish(await actions.forecast(flags)));
  addMoments(program, common, async (flags) => finish(await actions.moments(flags)));
  return program;
}
