import { exitCodes, messageOf, TenureError } from "../error.js";
import type { FoundFile } from "./found-file.js";

const unreadable =
  /^(Invalid Input|Invalid|CSV|Conversion|Parser|Serialization|Out of Range|Binder) Error/;
const damaged =
  /^(IO|TProtocolException|Not implemented) Error|TProtocolException|Snappy|[Pp]arquet/;
const isOfFile = new Set(["EACCES", "EPERM", "ENOENT", "EISDIR", "EIO"]);

function isToBlame(error: unknown, file: FoundFile): boolean {
  const message = messageOf(error);
  if (error instanceof Error && "code" in error && isOfFile.has(String(error.code))) {
    return message.includes(file.absolute);
  }
  return unreadable.test(message) || (file.contract.format === "parquet" && damaged.test(message));
}

function isNotAllowed(error: unknown): boolean {
  return error instanceof Error && "code" in error && /^(EACCES|EPERM)$/.test(String(error.code));
}

/** What the file is to blame for, as a TenureError; throws a full disk or a bad config on. */
export function refusalOf(error: unknown, file: FoundFile): TenureError {
  if (error instanceof TenureError && error.exitCode !== exitCodes.config) return error;
  if (error instanceof TenureError || !isToBlame(error, file)) throw error;
  const message = messageOf(error).split("\n")[0];
  const hint = isNotAllowed(error)
    ? "Let the user who runs tenure read it."
    : `Check its line ends and the csv dialect at ${file.contract.at}.`;
  return new TenureError("extract/unreadable", `${file.path}: ${message}`, {
    hint,
    cause: error,
  });
}
