import type { Command } from "commander";
import { instant } from "./arguments.js";
import type { Actions, RunFlags } from "./command-line.js";

/** Gives `tenure quarantine replay` its option, its words and its action. */
export function describeReplay(
  command: Command,
  actions: Actions,
  finish: (code: number) => void,
): void {
  command
    .description("read the files of these rows again under the present contracts, and publish")
    .option("--as-of <time>", "default: that of the published build", instant("--as-of"))
    .action(async (flags: RunFlags) => finish(await actions.quarantineReplay(flags)));
}
