import { join } from "node:path";
import type { Command } from "commander";
import { loadConfig } from "./config/config.js";
import { type InitReport, initialise, type Questions } from "./init/init.js";
import { isReady, type Proposal } from "./init/write.js";
import { textTable } from "./report.js";
import type { Told } from "./terminal.js";

export interface InitFlags {
  readonly json?: boolean;
  readonly currency?: string;
  readonly timezone?: string;
  readonly yes?: boolean;
}

/** Adds `tenure init` to the commands. */
export function addInit(
  program: Command,
  action: (folder: string | undefined, flags: InitFlags) => Promise<void>,
): void {
  program
    .command("init")
    .argument("[dir]", "the folder that holds the exports; receives config/", ".")
    .description("write a first config for your own exports, with their columns recognised")
    .option("--currency <code>", "the currency of all figures (asked for; else USD)")
    .option("--timezone <zone>", "the zone of times without an offset (asked for; else UTC)")
    .option("--yes", "ask nothing")
    .option("--json", "JSON lines instead of text")
    .option("--debug", "show the stack of an error")
    .addHelpText("after", "\nExamples:\n  tenure init\n  tenure init exports --currency EUR --yes")
    .action(action);
}

const questions: Questions = {
  entity: async (sample, proposed, all) => {
    const leave = "leave it out";
    const { select } = await import("@inquirer/prompts");
    const choice = await select({
      message: `What is ${sample.match.join(", ")} (${sample.names.slice(0, 6).join(", ")})?`,
      choices: [leave, ...all].map((value) => ({ value })),
      default: proposed?.entity ?? leave,
    });
    return all.find((name) => name === choice);
  },
};

function rowOf({ sample, guess }: Proposal): Record<string, unknown> {
  const mapped = guess === undefined ? 0 : guess.columns.length;
  return {
    export: sample.match.join(", "),
    files: sample.files.length,
    entity: guess?.entity ?? "",
    columns: `${mapped} of ${sample.names.length}`,
    missing: guess === undefined ? (sample.problem ?? "not recognised") : guess.missing.join(", "),
  };
}

function textOf({ written, proposals }: InitReport): string {
  const ready = proposals.filter(isReady);
  const next =
    ready.length === 0
      ? "No export could be recognised: describe them by hand (docs/sources.md)."
      : "Next: read the lines with CHECK and MISSING, then tenure check, then tenure run.";
  return [
    textTable(proposals.map(rowOf)),
    "",
    ...written.map((path) => `wrote ${path}`),
    next,
  ].join("\n");
}

/** Recognises the exports of a folder and writes a config for them; asks where somebody is there. */
export async function init(
  folder: string | undefined,
  flags: InitFlags,
  isTerminal: boolean,
): Promise<Told> {
  const isAsking = isTerminal && !flags.yes && !flags.json;
  const ask = async (
    given: string | undefined,
    message: string,
    usual: string,
  ): Promise<string> => {
    if (given !== undefined || !isAsking) return given ?? usual;
    const { input } = await import("@inquirer/prompts");
    return input({ message, default: usual });
  };
  const currency = await ask(flags.currency, "Currency of all figures", "USD");
  const timezone = await ask(flags.timezone, "Time zone of times without an offset", "UTC");
  const report = await initialise({
    folder: folder ?? ".",
    currency,
    timezone,
    questions: isAsking ? questions : undefined,
  });
  // what was written is read as a run reads it: a mistake of ours is told here and not later
  const isUsable = report.proposals.some(isReady);
  if (isUsable) loadConfig({ folder: join(folder ?? ".", "config") });
  const data = {
    written: report.written,
    exports: report.proposals.map((one) => ({ ...rowOf(one), is_ready: isReady(one) })),
  };
  return { text: textOf(report), data };
}
