import type { CommanderError } from "commander";
import { exitCodes, TenureError } from "./error.js";

/** What Commander found wrong with a command line, as our error. */
export function usageError(error: CommanderError): TenureError {
  const [said = "", near] = error.message.replace(/^error: /, "").split("\n");
  const what = error.code
    .replace("commander.", "")
    .replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const hint = near?.replaceAll(/[()]/g, "") ?? "See tenure --help, or --help after a command.";
  return new TenureError(`cli/${what}`, said, { hint, exitCode: exitCodes.config });
}
