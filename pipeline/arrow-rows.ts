import {
  type DuckDBConnection,
  type DuckDBDataChunk,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBTimestampValue,
  type DuckDBValue,
} from "@duckdb/node-api";
import {
  AsyncByteQueue,
  Bool,
  type Data,
  type DataType,
  DateDay,
  Decimal,
  Field,
  Float64,
  Int32,
  Int64,
  makeData,
  RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  TimestampMicrosecond,
  Utf8,
} from "apache-arrow";
import {
  namedList,
  type PlainColumn,
  type PlainType,
  plainColumns,
  type RowsQuestion,
  selectOver,
} from "./typed-rows.js";

const chunksInBatch = 32;

function arrowType(type: PlainType): DataType {
  if (type.kind === "decimal") return new Decimal(type.scale, type.width, 128);
  if (type.kind === "text") return new Utf8();
  if (type.kind === "boolean") return new Bool();
  if (type.kind === "int32") return new Int32();
  if (type.kind === "int64") return new Int64();
  if (type.kind === "double") return new Float64();
  return type.kind === "date" ? new DateDay() : new TimestampMicrosecond("UTC");
}

type Values = readonly DuckDBValue[];

function setBit(bits: Uint8Array, at: number): void {
  bits[at >> 3] = (bits[at >> 3] ?? 0) | (1 << (at & 7));
}

function bitmap(values: Values, isSet: (value: DuckDBValue) => boolean): Uint8Array {
  const bits = new Uint8Array((values.length + 7) >> 3);
  for (const [at, value] of values.entries()) if (isSet(value)) setBit(bits, at);
  return bits;
}

function texts(values: Values): { valueOffsets: Int32Array; data: Uint8Array } {
  const valueOffsets = new Int32Array(values.length + 1);
  const parts = values.map((value) => (value === null ? "" : String(value)));
  const data = Buffer.from(parts.join(""));
  let end = 0;
  for (const [at, part] of parts.entries()) {
    end += Buffer.byteLength(part);
    valueOffsets[at + 1] = end;
  }
  return { valueOffsets, data };
}

// 128 bits each, the low half first
function decimals(values: Values): Uint32Array {
  const halves = new BigInt64Array(2 * values.length);
  for (const [at, value] of values.entries()) {
    if (!(value instanceof DuckDBDecimalValue)) continue;
    halves[2 * at] = BigInt.asIntN(64, value.value);
    halves[2 * at + 1] = value.value >> 64n;
  }
  return new Uint32Array(halves.buffer);
}

function whole(value: DuckDBValue): number {
  return value instanceof DuckDBDateValue ? value.days : Number(value ?? 0);
}

function long(value: DuckDBValue): bigint {
  if (value instanceof DuckDBTimestampValue) return value.micros;
  return typeof value === "bigint" ? value : 0n;
}

function buffers({ kind }: PlainType, values: Values): object {
  if (kind === "text") return texts(values);
  if (kind === "boolean") return { data: bitmap(values, (value) => value === true) };
  if (kind === "decimal") return { data: decimals(values) };
  if (kind === "double") return { data: Float64Array.from(values, (value) => Number(value ?? 0)) };
  if (kind === "int64" || kind === "instant") return { data: BigInt64Array.from(values, long) };
  return { data: Int32Array.from(values, whole) };
}

function columnData(type: PlainType, values: Values): Data {
  const nullCount = values.filter((value) => value === null).length;
  const nullBitmap = nullCount === 0 ? null : bitmap(values, (value) => value !== null);
  const shape = { type: arrowType(type), length: values.length, nullCount, nullBitmap };
  // apache-arrow has an overload for each type, and none for "any of them"
  return makeData({ ...shape, ...buffers(type, values) } as Parameters<typeof makeData>[0]);
}

function batchOf(
  schema: Schema,
  columns: readonly PlainColumn[],
  chunks: readonly DuckDBDataChunk[],
): RecordBatch {
  const children = columns.map(({ type }, at) =>
    columnData(
      type,
      chunks.flatMap((chunk) => chunk.getColumnVector(at).toArray()),
    ),
  );
  const length = chunks.reduce((sum, chunk) => sum + chunk.rowCount, 0);
  const type = new Struct(schema.fields);
  return new RecordBatch(schema, makeData({ type, length, nullCount: 0, children }));
}

/** The rows as an Arrow IPC stream, batch by batch. */
export async function* arrowBytes(
  connection: DuckDBConnection,
  question: RowsQuestion,
): AsyncGenerator<Uint8Array> {
  const columns = await plainColumns(connection, question);
  const schema = new Schema(
    columns.map(({ name, type }) => new Field(name, arrowType(type), true)),
  );
  // apache-arrow's own queue grows for as long as nobody reads: what a batch wrote is taken at once
  const written: Uint8Array[] = [];
  const sink = Object.assign(new AsyncByteQueue(), {
    write: (bytes: Uint8Array) => void written.push(Uint8Array.from(bytes)),
  });
  const taken = (): Uint8Array => Buffer.concat(written.splice(0));
  const writer = new RecordBatchStreamWriter();
  writer.reset(sink, schema);
  const sql = selectOver(question, columns.length, namedList(columns));
  let chunks: DuckDBDataChunk[] = [];
  for await (const chunk of await connection.stream(sql, [...(question.values ?? [])])) {
    if (chunk.rowCount > 0) chunks.push(chunk);
    if (chunks.length < chunksInBatch) continue;
    writer.write(batchOf(schema, columns, chunks));
    chunks = [];
    yield taken();
  }
  if (chunks.length > 0) writer.write(batchOf(schema, columns, chunks));
  writer.close();
  yield taken();
}
