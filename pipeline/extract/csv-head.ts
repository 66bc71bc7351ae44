import { isUtf8 } from "node:buffer";
import { open, stat } from "node:fs/promises";
import type { FileContract } from "../contract.js";
import { messageOf, TenureError } from "../error.js";
import { binaryKind, notText, wrongEncoding } from "./encoding.js";
import { fieldsOf } from "./header.js";
import { createScanner, newlineOf, type RecordShape } from "./scan.js";

export type Newline = "\n" | "\r\n" | "\r";

/** What tells where a file's records end. */
export interface FileShape {
  readonly record: RecordShape;
  readonly newline: Newline;
}

export interface CsvHead {
  /** The first record as text. */
  readonly header: string;
  readonly fields: readonly string[];
  readonly shape: FileShape;
  /** Bytes up to the second record, and bytes of the byte order mark. */
  readonly headerEnd: number;
  readonly markBytes: number;
}

const headBytes = 1 << 16;
const greatestHeadBytes = 1 << 20;

/** The first bytes of a file. */
export async function firstBytes(path: string, bytes = headBytes): Promise<Buffer> {
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function byteOf(text: string): number | undefined {
  return text === "" ? undefined : Buffer.from(text)[0];
}

function firstRecord(head: Buffer, { record, newline }: FileShape): Buffer {
  let found: Buffer | undefined;
  const scanner = createScanner({ ...record, emptyLineIsRecord: false }, newline, (start, end) => {
    found ??= head.subarray(start, end);
  });
  scanner.push(head);
  scanner.end();
  return found ?? Buffer.alloc(0);
}

function badHeader(path: string, contract: FileContract, why: string): TenureError {
  return new TenureError("extract/bad-header", `${path}: its first record: ${why}`, {
    hint: `Check the delimiter, quote and escape characters of csv at ${contract.at}.`,
  });
}

function fieldsIn(header: string, path: string, contract: FileContract): string[] {
  try {
    return fieldsOf(header, contract.csv);
  } catch (error) {
    throw badHeader(path, contract, messageOf(error));
  }
}

/**
 * Reads the first record of a CSV file. Throws `extract/bad-header`, `extract/not-text`, or
 * `extract/wrong-encoding` where it is not UTF-8.
 */
export async function csvHeadOf(
  path: string,
  contract: FileContract,
  shownPath = path,
  bytes = headBytes,
): Promise<CsvHead> {
  const { csv } = contract;
  const head = await firstBytes(path, bytes);
  const quote = byteOf(csv.quote);
  const delimiter = Buffer.from(csv.delimiter);
  const newline = newlineOf(head, quote, delimiter);
  const base = { quote, escape: byteOf(csv.escape), delimiter, emptyLineIsRecord: false };
  const first = firstRecord(head, { record: base, newline });
  const stop = first.byteOffset - head.byteOffset + first.length;
  const isCut = first.length > 0 && stop + 2 > head.length && (await stat(path)).size > head.length;
  const kind = csv.encoding === "utf-8" ? binaryKind(head) : undefined;
  if (kind !== undefined) throw notText(shownPath, kind);
  if (isCut && bytes < greatestHeadBytes) return csvHeadOf(path, contract, shownPath, bytes * 16);
  if (isCut) throw badHeader(shownPath, contract, `is longer than ${bytes} bytes`);
  if (!isUtf8(first)) throw wrongEncoding(shownPath, contract, "latin-1");
  const header = first.toString("utf8");
  const fields = fieldsIn(header, shownPath, contract);
  return {
    header,
    fields,
    shape: { record: { ...base, emptyLineIsRecord: fields.length === 1 }, newline },
    headerEnd: stop + newline.length,
    markBytes: head.subarray(0, 3).equals(Buffer.from("\uFEFF")) ? 3 : 0,
  };
}
