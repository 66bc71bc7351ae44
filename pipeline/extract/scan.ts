import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";

const lineFeed = 10;
const carriageReturn = 13;
const chunkBytes = 4 << 20;

/** How records end and what protects a line break inside one; bytes, because counting is done on bytes. */
export interface RecordShape {
  readonly quote: number | undefined;
  readonly escape: number | undefined;
  readonly delimiter: Uint8Array;
  /** In a file of one column an empty line is a record; elsewhere it is nothing. */
  readonly emptyLineIsRecord: boolean;
}

export interface Scan {
  readonly records: number;
  /** True when every line is one record, so that a record's number tells its line. */
  readonly isRegular: boolean;
  /** The first line of a record whose quote is never closed: it holds the rest of the file. */
  readonly openAt?: number;
}

/** Where a record stands: byte offset of its start, its length, and its first line (1-based). */
export type OnRecord = (start: number, end: number, line: number) => void;

interface Scanner {
  push(chunk: Uint8Array): void;
  end(): Scan;
}

/** Line feeds in a chunk, four bytes at a time: x ^ 0x0a0a0a0a has a zero byte where there is one. */
function countLineFeeds(chunk: Uint8Array): number {
  const head = (4 - (chunk.byteOffset & 3)) & 3;
  if (chunk.length < head + 4) return chunk.filter((byte) => byte === lineFeed).length;
  const words = new Int32Array(chunk.buffer, chunk.byteOffset + head, (chunk.length - head) >> 2);
  let count = 0;
  for (let i = 0; i < words.length; i++) {
    const x = (words[i] as number) ^ 0x0a0a0a0a;
    const marks = ~(((x & 0x7f7f7f7f) + 0x7f7f7f7f) | x | 0x7f7f7f7f);
    if (marks !== 0) {
      count += ((marks >>> 7) & 1) + ((marks >>> 15) & 1) + ((marks >>> 23) & 1) + (marks >>> 31);
    }
  }
  for (let i = 0; i < head; i++) if (chunk[i] === lineFeed) count++;
  for (let i = head + words.length * 4; i < chunk.length; i++) if (chunk[i] === lineFeed) count++;
  return count;
}

const byteOrderMark = [0xef, 0xbb, 0xbf];

function isPlain(chunk: Buffer, shape: RecordShape, lineLength: number): boolean {
  if (shape.quote !== undefined && chunk.indexOf(shape.quote) >= 0) return false;
  if (shape.emptyLineIsRecord) return false;
  // a chunk may end between the two bytes of a line break
  if (lineLength <= 1 && (chunk[0] === lineFeed || chunk[0] === carriageReturn)) return false;
  return chunk.indexOf("\n\n") < 0 && chunk.indexOf("\n\r\n") < 0;
}

/**
 * Counts CSV records from bytes alone, so that it can contradict the parser.
 * Quotes open only at the start of a field; a doubled or escaped quote does not close.
 * With `onRecord` every record is reported, at the speed of a byte loop.
 */
export function createScanner(
  shape: RecordShape,
  newline: "\n" | "\r\n" | "\r",
  onRecord?: OnRecord,
): Scanner {
  const breakByte = newline === "\r" ? carriageReturn : lineFeed;
  const width = shape.delimiter.length;
  const lastDelimiter = shape.delimiter.at(-1);
  let tail: Uint8Array = new Uint8Array(0);
  let offset = 0;
  let line = 1;
  let records = 0;
  let isRegular = true;
  let start = 0;
  let startLine = 1;
  let quoted: "no" | "in" | "closing" | "escaped" = "no";
  let previous = -1;
  let mark = true;

  function isDelimited(chunk: Uint8Array, at: number): boolean {
    if (previous !== lastDelimiter || offset + at - width < start) return false;
    for (let k = 1; k < width; k++) {
      const byte = at - 1 - k < 0 ? tail.at(at - 1 - k) : chunk[at - 1 - k];
      if (byte !== shape.delimiter.at(-1 - k)) return false;
    }
    return true;
  }

  function finishRecord(end: number): void {
    const length = end - start - (newline !== "\r" && previous === carriageReturn ? 1 : 0);
    if (length > 0 || shape.emptyLineIsRecord) {
      records++;
      if (startLine !== records) isRegular = false;
      onRecord?.(start, start + length, startLine);
    }
  }

  function skipMark(byte: number, at: number): void {
    if (byte !== byteOrderMark[at]) mark = false;
    else if (mark && at === 2) start = 3;
  }

  function readByte(byte: number, chunk: Uint8Array, i: number): void {
    const at = offset + i;
    if (at < 3) skipMark(byte, at);
    if (quoted === "in") {
      if (byte === breakByte) line++;
      if (byte === shape.escape && shape.escape !== shape.quote) quoted = "escaped";
      else if (byte === shape.quote) quoted = "closing";
      return;
    }
    if (quoted === "escaped") {
      quoted = "in";
      return;
    }
    if (quoted === "closing") {
      if (byte === shape.quote && shape.escape === shape.quote) {
        quoted = "in";
        return;
      }
      quoted = "no";
    }
    if (byte === breakByte) {
      finishRecord(at);
      line++;
      start = at + 1;
      startLine = line;
    } else if (byte === shape.quote && (at === start || isDelimited(chunk, i))) {
      quoted = "in";
    }
  }

  return {
    push(chunk) {
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
      const canCount = onRecord === undefined && quoted === "no" && newline !== "\r" && offset > 2;
      if (canCount && isPlain(bytes, shape, offset - start)) {
        const lines = countLineFeeds(chunk);
        if (lines > 0 && startLine !== records + 1) isRegular = false;
        // an earlier chunk may have left lines inside the record that ends here
        if (lines > 1 && line !== records + 1) isRegular = false;
        records += lines;
        line += lines;
        const last = bytes.lastIndexOf(lineFeed);
        if (last >= 0) {
          start = offset + last + 1;
          startLine = line;
        }
      } else {
        for (let i = 0; i < chunk.length; i++) {
          const byte = chunk[i] as number;
          readByte(byte, chunk, i);
          previous = byte;
        }
      }
      previous = chunk.at(-1) ?? previous;
      if (width > 1) tail = Buffer.concat([tail, bytes]).subarray(-width);
      offset += chunk.length;
    },
    end() {
      const isOpen = quoted === "in" || quoted === "escaped";
      if (offset > start) finishRecord(offset);
      return { records, isRegular, ...(isOpen ? { openAt: startLine } : {}) };
    },
  };
}

/** Calls `visit` with each chunk of a file, in order; the chunk's memory is reused. */
export async function eachChunk(
  path: string,
  visit: (chunk: Buffer) => void,
  bytes = chunkBytes,
): Promise<void> {
  const file: FileHandle = await open(path, "r");
  try {
    const buffer = Buffer.allocUnsafeSlow(bytes);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, null);
      if (bytesRead === 0) return;
      visit(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}

/** sha-256 of a file's bytes, in hex. */
export async function hashFile(path: string, also?: (chunk: Buffer) => void): Promise<string> {
  const hash = createHash("sha256");
  await eachChunk(path, (chunk) => {
    hash.update(chunk);
    also?.(chunk);
  });
  return hash.digest("hex");
}

/** The line break that a text uses first; a file without one ends its only line by ending. */
export function newlineOf(
  head: Buffer,
  quote: number | undefined,
  delimiter?: Uint8Array,
): "\n" | "\r\n" | "\r" {
  const start = head.subarray(0, 3).equals(Buffer.from(byteOrderMark)) ? 3 : 0;
  const before = delimiter?.at(-1);
  let isQuoted = false;
  for (let i = start; i < head.length; i++) {
    const byte = head[i];
    if (byte === quote && (isQuoted || i === start || head[i - 1] === before)) isQuoted = !isQuoted;
    // a doubled quote closes and opens again
    else if (byte === quote && head[i - 1] === quote) isQuoted = true;
    else if (isQuoted) continue;
    else if (byte === lineFeed) return "\n";
    else if (byte === carriageReturn) return head[i + 1] === lineFeed ? "\r\n" : "\r";
  }
  return "\n";
}
