import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  Bool,
  DateDay,
  Decimal,
  Dictionary,
  Field,
  Int32,
  Int64,
  List,
  makeBuilder,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Table,
  TimestampMicrosecond,
  TimestampMillisecond,
  TimestampNanosecond,
  TimestampSecond,
  tableToIPC,
  Utf8,
  Vector,
  vectorFromArray,
} from "apache-arrow";
import { expect, test } from "vitest";
import { openDatabase } from "../../pipeline/database.js";
import { arrowAsNdjson } from "../../pipeline/extract/arrow.js";
import { oneIn } from "../sampled.js";
import { lake, landAll, only, type Place, place, sourceOf } from "./landing.js";

oneIn(2);

/** Accounts of a file in a format, with the columns that most tests use. */
function accounts(match: string, format: string, ...more: readonly string[]): Place {
  return place().source(
    sourceOf(
      "entity: accounts",
      `match: "${match}"`,
      `format: ${format}`,
      ...more,
      "columns:",
      "  account_id: id",
      "  name: { from: name, optional: true }",
    ),
  );
}

async function parquet(at: Place, name: string, select: string): Promise<void> {
  const { connection, close } = await openDatabase(":memory:");
  await connection.run(`copy (${select}) to '${join(at.folder, "data", name)}' (format parquet)`);
  close();
}

test("Parquet keeps times, decimals and nested values", async () => {
  const at = place().source(
    sourceOf(
      "entity: invoice_lines",
      "match: a.parquet",
      "update: append",
      "columns: { line_id: id, account_id: a, amount: amount, invoiced_at: at, due_at: due, paid_at: zoned, payload: payload }",
    ),
  );
  await parquet(
    at,
    "a.parquet",
    `select 1::bigint as id, 'a' as a, 99999999999999.9999::decimal(18, 4) as amount,
       timestamp '2024-01-02 03:04:05.678901' as at, date '2024-02-29' as due,
       timestamptz '2024-01-01 00:00:00+05:30' as zoned, {'k': [1, 2]} as payload
     union all select 2, 'b', null, null, null, null, null
     union all select 3, '', 1.00005::decimal(18, 6)::decimal(18,4), null, null, null, null`,
  );
  const { counts, bad } = await landAll(at);
  expect(counts).toEqual({ "a.parquet": "3 1 2 0 0" });
  expect(bad.map((row) => row.reason)).toEqual(["missing-value", "missing-value"]);
  expect(
    await lake(at, 'line_id, amount, invoiced_at, due_at, paid_at, "x:payload" as payload'),
  ).toEqual([
    {
      line_id: "1",
      amount: "99999999999999.9999",
      invoiced_at: "2024-01-02 03:04:05.678901",
      due_at: "2024-02-29 00:00:00",
      paid_at: "2023-12-31 18:30:00",
      payload: '{"k":[1,2]}',
    },
  ]);
});

test("Parquet that is cut short or is none is refused", async () => {
  const at = accounts("*.parquet", "parquet")
    .file("b.parquet", "id,name\n1,x\n")
    .file("c.parquet", "");
  await parquet(at, "a.parquet", "select range::varchar as id, 'n' as name from range(1000)");
  const whole = readFileSync(join(at.folder, "data", "a.parquet"));
  at.file("a.parquet", whole.subarray(0, whole.length - 40));
  expect((await landAll(at)).codes).toEqual(Array(3).fill("extract/not-parquet"));
});

test("damaged bytes inside Parquet refuse the file and spare the others", async () => {
  const at = accounts("*.parquet", "parquet");
  await parquet(at, "a.parquet", "select hash(range)::varchar as id, 'n' as name from range(5000)");
  await parquet(at, "b.parquet", "select '1' as id, 'n' as name");
  const bytes = readFileSync(join(at.folder, "data", "a.parquet"));
  bytes.fill(0xab, 20, 400);
  at.file("a.parquet", bytes);
  const { codes, counts } = await landAll(at);
  expect(codes).toEqual(["extract/unreadable"]);
  expect(counts).toEqual({ "b.parquet": "1 1 0 0 0" });
});

function arrowTable(): Table {
  const at = BigInt(Date.UTC(2024, 0, 2, 3, 4, 5));
  const amounts = makeBuilder({ type: new Decimal(4, 18, 128), nullValues: [null] });
  // little-endian words of 10.7500 and of -0.0001
  amounts.append(new Uint32Array([107_500, 0, 0, 0]));
  amounts.append(new Uint32Array([0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff]));
  amounts.append(null);
  const stamps = <
    T extends TimestampSecond | TimestampMillisecond | TimestampMicrosecond | TimestampNanosecond,
  >(
    type: T,
    value: bigint,
  ) => {
    const data = makeData({
      type,
      length: 3,
      nullCount: 1,
      nullBitmap: new Uint8Array([0b011]),
      data: new BigInt64Array([value, -1n, 0n]),
    } as never);
    return new Vector([data]) as unknown as Vector<T>;
  };
  return new Table({
    id: vectorFromArray(["1", "2", "3"], new Dictionary(new Utf8(), new Int32())),
    account: vectorFromArray([7n, 8n, 9_007_199_254_740_993n], new Int64()),
    amount: amounts.finish().toVector(),
    seconds: stamps(new TimestampSecond(), at / 1000n),
    millis: stamps(new TimestampMillisecond(), at),
    micros: stamps(new TimestampMicrosecond(), at * 1000n + 1n),
    nanos: stamps(new TimestampNanosecond(), at * 1_000_000n + 1000n),
    day: vectorFromArray([new Date(Date.UTC(2024, 1, 29)), null, null], new DateDay()),
    flag: vectorFromArray([true, false, null], new Bool()),
    nested: vectorFromArray([[1n, 2n], null, []], new List(new Field("item", new Int64()))),
  });
}

const arrowSource = sourceOf(
  "entity: invoice_lines",
  'match: "*.arrow"',
  "columns:",
  "  line_id: id",
  "  account_id: account",
  "  amount: { from: [amount, other] }",
  "  service_start: seconds",
  "  service_end: millis",
  "  invoiced_at: micros",
  "  due_at: nanos",
  "  paid_at: day",
  "  prorated: flag",
  "  nested: nested",
);

test.each([
  "file",
  "stream",
] as const)("an Arrow IPC %s keeps every value exactly", async (kind) => {
  const at = place().source(arrowSource).file("a.arrow", tableToIPC(arrowTable(), kind));
  const { counts, bad } = await landAll(at);
  expect(counts).toEqual({ "a.arrow": "3 2 1 0 0" });
  expect(only(bad)).toMatchObject({ reason: "missing-value", column_name: "amount", line: 3 });
  const [first, second] = await lake(
    at,
    'line_id, account_id, amount, service_start, service_end, invoiced_at, due_at, paid_at, prorated, "x:nested" as nested',
  );
  expect(first).toEqual({
    line_id: "1",
    account_id: "7",
    amount: "10.7500",
    service_start: "2024-01-02 03:04:05",
    service_end: "2024-01-02 03:04:05",
    invoiced_at: "2024-01-02 03:04:05.000001",
    due_at: "2024-01-02 03:04:05.000001",
    paid_at: "2024-02-29 00:00:00",
    prorated: true,
    nested: '["1","2"]',
  });
  expect(second).toMatchObject({
    amount: "-0.0001",
    service_start: "1969-12-31 23:59:59",
    service_end: "1969-12-31 23:59:59.999",
    invoiced_at: "1969-12-31 23:59:59.999999",
    prorated: false,
    nested: null,
  });
});

test("an Arrow file without rows still has its columns", async () => {
  const at = accounts("a.arrow", "arrow");
  const schema = new Schema([new Field("id", new Utf8()), new Field("name", new Utf8())]);
  const none = new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length: 0 }));
  at.file("a.arrow", tableToIPC(new Table([none])));
  expect((await landAll(at)).counts).toEqual({ "a.arrow": "0 0 0 0 0" });
});

test.each([
  "file",
  "stream",
] as const)("an Arrow %s cut anywhere is refused and never read in part", async (kind) => {
  const batches = [1, 2, 3].flatMap(
    (nth) => new Table({ id: vectorFromArray([`${nth}`], new Utf8()) }).batches,
  );
  const whole = tableToIPC(new Table(batches), kind);
  const at = accounts("*.arrow", "arrow");
  const cuts = Array.from({ length: Math.ceil(whole.length / 8) }, (_, nth) => nth * 8);
  for (const cut of cuts) {
    const path = join(at.folder, "data", "cut.arrow");
    at.file("cut.arrow", whole.subarray(0, cut));
    await expect(arrowAsNdjson(path, "cut.arrow", at.folder)).rejects.toMatchObject({
      code: "extract/not-arrow",
    });
  }
});
