import { createReadStream, createWriteStream } from "node:fs";
import { open } from "node:fs/promises";
import { basename, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import {
  DataType,
  type Field,
  type RecordBatch,
  RecordBatchReader,
  TimeUnit,
  type Vector,
} from "apache-arrow";
import { messageOf, TenureError } from "../error.js";

const unitsPerSecond: Readonly<Record<TimeUnit, bigint>> = {
  [TimeUnit.SECOND]: 1n,
  [TimeUnit.MILLISECOND]: 1000n,
  [TimeUnit.MICROSECOND]: 1_000_000n,
  [TimeUnit.NANOSECOND]: 1_000_000_000n,
};

function timestampText(raw: bigint, unit: TimeUnit): string {
  const perSecond = unitsPerSecond[unit];
  const seconds = raw / perSecond - (raw % perSecond < 0n ? 1n : 0n);
  const fraction = ((raw % perSecond) + perSecond) % perSecond;
  const digits =
    perSecond === 1n ? "" : `.${String(fraction).padStart(String(perSecond).length - 1, "0")}`;
  return `${new Date(Number(seconds) * 1000).toISOString().slice(0, 19).replace("T", " ")}${digits}`;
}

function decimalText(words: Uint32Array, scale: number): string {
  let value = 0n;
  for (let at = words.length - 1; at >= 0; at--) value = (value << 32n) | BigInt(words[at] ?? 0);
  value = BigInt.asIntN(words.length * 32, value);
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, "0");
  const whole = digits.slice(0, digits.length - scale);
  return `${value < 0n ? "-" : ""}${whole}${scale === 0 ? "" : `.${digits.slice(-scale)}`}`;
}

/** How one column's cells are written as text, exactly; undefined is null. */
function writerOf(field: Field): (column: Vector, row: number) => string | undefined {
  const { type } = field;
  if (DataType.isTimestamp(type)) {
    return (column, row) => {
      if (!column.isValid(row)) return undefined;
      const { chunk, at } = locate(column, row);
      return timestampText(BigInt((chunk.values as BigInt64Array)[at] ?? 0), type.unit);
    };
  }
  if (DataType.isDate(type)) {
    return (column, row) => {
      const value: unknown = column.get(row);
      return value === null ? undefined : new Date(Number(value)).toISOString().slice(0, 10);
    };
  }
  if (DataType.isDecimal(type)) {
    return (column, row) => {
      const value: unknown = column.get(row);
      return value === null ? undefined : decimalText(value as Uint32Array, type.scale);
    };
  }
  return (column, row) => {
    const value: unknown = column.get(row);
    if (value === null || value === undefined) return undefined;
    return typeof value === "object" ? nestedText(value) : String(value as string);
  };
}

// JSON has no number for a 64-bit integer that is exact
function nestedText(value: object): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "bigint" ? String(inner) : inner,
  );
}

function locate(column: Vector, row: number): { chunk: Vector["data"][number]; at: number } {
  let at = row;
  for (const chunk of column.data) {
    if (at < chunk.length) return { chunk, at };
    at -= chunk.length;
  }
  throw new RangeError(`row ${row} of ${column.length}`);
}

function* linesOf(batch: RecordBatch): Generator<string> {
  const columns = batch.schema.fields.map((field, at) => ({
    name: field.name,
    write: writerOf(field),
    column: batch.getChildAt(at),
  }));
  for (let row = 0; row < batch.numRows; row++) {
    const record: Record<string, string | null> = {};
    for (const { name, write, column } of columns) {
      if (column !== null) record[name] = write(column, row) ?? null;
    }
    yield `${JSON.stringify(record)}\n`;
  }
}

const endOfStream = Buffer.from([0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]);

// a stream that is cut between two batches reads well and holds too little
async function refuseCut(path: string): Promise<void> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    const tail = Buffer.alloc(8);
    await file.read(tail, 0, 8, Math.max(0, size - 8));
    const isWhole = tail.equals(endOfStream) || tail.subarray(2).toString() === "ARROW1";
    if (!isWhole) throw new Error("it has no end: it is cut short or is no Arrow");
  } finally {
    await file.close();
  }
}

/** An Arrow file rewritten as lines, with the names and the count that Arrow itself gives. */
export interface ArrowLines {
  readonly ndjson: string;
  readonly names: readonly string[];
  readonly records: number;
}

/**
 * Rewrites an Arrow IPC file or stream as NDJSON below `temporary`, every cell as exact text.
 * Throws `extract/not-arrow`.
 */
export async function arrowAsNdjson(
  path: string,
  shownPath: string,
  temporary: string,
): Promise<ArrowLines> {
  const ndjson = join(temporary, `${basename(path)}.ndjson`);
  let records = 0;
  let names: string[] = [];
  async function* lines(): AsyncGenerator<string> {
    const reader = await RecordBatchReader.from(createReadStream(path));
    await reader.open();
    names = reader.schema.fields.map((field) => field.name);
    for await (const batch of reader) {
      records += batch.numRows;
      yield* linesOf(batch);
    }
  }
  try {
    await refuseCut(path);
    await pipeline(Readable.from(lines()), createWriteStream(ndjson));
  } catch (error) {
    throw new TenureError("extract/not-arrow", `${shownPath}: ${messageOf(error)}`, {
      hint: "The file must be an Arrow IPC file or stream; export it again.",
      cause: error,
    });
  }
  return { ndjson, names, records };
}
