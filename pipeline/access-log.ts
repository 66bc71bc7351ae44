import pino from "pino";
import { exitCodes, messageOf, TenureError } from "./error.js";

/** A log of requests as JSON lines, into a file or else a stream; undefined where there is neither. */
export function accessLogTo(
  file: string | undefined,
  stream: NodeJS.WritableStream | undefined,
): ((entry: object) => void) | undefined {
  const destination = file === undefined ? stream : fileOf(file);
  if (destination === undefined) return undefined;
  const logger = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination);
  return (entry) => logger.info(entry, "request");
}

function fileOf(file: string) {
  try {
    return pino.destination({ dest: file, append: true, sync: true });
  } catch (error) {
    throw new TenureError("cli/cannot-log", `cannot write to ${file}: ${messageOf(error)}`, {
      hint: "Name a file in a folder that exists and may be written to with --access-log.",
      exitCode: exitCodes.config,
      cause: error,
    });
  }
}
