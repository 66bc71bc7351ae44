import type { Command } from "commander";
import { handOutMoments, type Moment, openMoments } from "./moments.js";
import { textTable } from "./report.js";

export interface MomentsFlags {
  readonly warehouse: string;
  readonly json?: boolean;
  readonly new?: boolean;
}

/** Adds `tenure moments` to the commands. */
export function addMoments(
  program: Command,
  common: (command: Command) => Command,
  action: (flags: MomentsFlags) => Promise<void>,
): void {
  common(program.command("moments"))
    .description("moments that wait for somebody: whom to get in touch with, why, until when")
    .option("--new", "only those that were not handed out yet, and note that they are now")
    .addHelpText(
      "after",
      "\nWith --json each moment is one JSON object on a line.\n\nExamples:\n  tenure moments\n  tenure moments --new --json >> moments.ndjson",
    )
    .action(action);
}

function textOf(moments: readonly Moment[], isNew: boolean): string {
  if (moments.length === 0) return isNew ? "no new moment" : "no moment waits";
  const shown = ["due_on", "status", "owner", "account_id", "title", "evidence"];
  return textTable(
    moments.map((moment) => Object.fromEntries(shown.map((name) => [name, moment[name]]))),
  );
}

/** Resolves when the stream has taken the text, so that what was not written is not marked. */
function written(stream: NodeJS.WritableStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => (error ? reject(error) : resolve()));
  });
}

/** Prints the moments, with `--new` each of them in one batch only. */
export async function printMoments(
  flags: MomentsFlags,
  stream: NodeJS.WritableStream,
): Promise<void> {
  const isNew = flags.new ?? false;
  const write = async (moments: readonly Moment[]): Promise<void> => {
    const lines = moments.map((moment) => `${JSON.stringify(moment)}\n`).join("");
    await written(stream, flags.json ? lines : `${textOf(moments, isNew)}\n`);
  };
  const { warehouse } = flags;
  if (isNew) await handOutMoments({ warehouse, now: new Date(), write });
  else await write(await openMoments(warehouse));
}
