import { type Command, Option } from "commander";
import { type Backtest, backtest } from "./backtest.js";
import type { RowsFlags } from "./command-line.js";
import { loadOther } from "./config/config.js";
import { type Diff, diffPolicies, type Other, otherPolicies } from "./diff.js";
import { backtestText, diffText, standingsText } from "./diff-text.js";
import { exitCodes, TenureError } from "./error.js";
import { rowsTarget } from "./export.js";
import { policiesOfBuild, writePolicies } from "./remodel.js";
import { compareStandings, type Standings } from "./standings.js";
import type { Terminal } from "./terminal.js";
import type { Trial } from "./trial.js";

export interface DiffFlags extends RowsFlags {
  readonly other: Other;
  readonly rows: "moves" | "mrr";
  readonly backtest?: boolean;
}

type WrittenDiff = Omit<DiffFlags, "other"> & {
  readonly preset?: string;
  readonly config?: string;
};

/** Adds `tenure diff` to the commands. */
export function addDiff(
  program: Command,
  rowsOptions: (command: Command) => Command,
  action: (flags: DiffFlags) => Promise<void>,
): void {
  rowsOptions(program.command("diff"))
    .description("what another config would change: revenue, and who would stand elsewhere")
    .addOption(new Option("--preset <name>", "all policies of a preset").conflicts("config"))
    .option("--config <dir>", "the other config; a folder with only the files to try will do")
    .addOption(
      new Option("--rows <what>", "what --format and --out write: moves of accounts, or months")
        .choices(["moves", "mrr"])
        .default("mrr"),
    )
    .option("--backtest", "whether it would have foreseen decided renewals better")
    .addHelpText(
      "after",
      "\nThe base is the published build. Nothing is published.\n\nExamples:\n  tenure diff --preset profitwell\n  tenure diff --config tryout --limit 50\n  tenure diff --config tryout --rows moves --out moves.csv\n  tenure diff --config tryout --backtest",
    )
    .action((flags: WrittenDiff) => action({ ...flags, other: otherOf(flags) }));
}

function otherOf({ preset, config }: WrittenDiff): Other {
  if (preset !== undefined) return { preset };
  if (config !== undefined) return { config };
  throw new TenureError("cli/nothing-to-compare", "diff needs another config to compare with", {
    hint: "Name a preset with --preset, or a config folder with --config.",
    exitCode: exitCodes.config,
  });
}

/** What puts the other side's settings into a trial. */
export function applying(other: Other): (trial: Trial) => Promise<void> {
  if ("config" in other) {
    const read = loadOther(other.config);
    return (trial) => trial.configure(read);
  }
  return async ({ connection }) => {
    const base = await policiesOfBuild(connection);
    await writePolicies(connection, otherPolicies(other, base));
  };
}

/** All that `tenure diff` tells. */
export interface WholeDiff extends Diff {
  readonly standings: Standings;
  readonly backtest: Backtest | undefined;
}

async function compare(flags: DiffFlags, out: Terminal, target: ReturnType<typeof rowsTarget>) {
  const { warehouse, limit, other } = flags;
  const isMoves = flags.rows === "moves";
  const shared = { warehouse, limit, log: out.log };
  const revenue = await diffPolicies({ ...shared, other, target: isMoves ? undefined : target });
  const apply = applying(other);
  const standings = await compareStandings({
    ...shared,
    apply,
    target: isMoves ? target : undefined,
  });
  const foreseen = flags.backtest ? await backtest({ ...shared, apply }) : undefined;
  return { ...revenue, standings, backtest: foreseen };
}

/** Compares and prints; rows go to a file or take the place of the summary. */
export async function printDiff(
  flags: DiffFlags,
  out: Terminal,
  stream: NodeJS.WriteStream,
): Promise<void> {
  const target = rowsTarget(flags, stream);
  const found: WholeDiff = await compare(flags, out, target);
  if (target !== undefined && target.out === undefined) return;
  const parts = [
    diffText(found),
    standingsText(found.standings),
    ...(found.backtest === undefined ? [] : [backtestText(found.backtest)]),
  ];
  out.result(parts.join("\n\n"), found);
}
