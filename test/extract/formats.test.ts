import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
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
import { unpacked } from "../../pipeline/extract/unpack.js";
import { lake, landAll, only, type Place, place, sourceOf } from "./landing.js";

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

const names = (at: Place) => lake(at, "account_id, name");

test("NDJSON is read line by line, and a line that is no object is set aside with its text", async () => {
  const at = accounts("a.ndjson", "ndjson").file(
    "a.ndjson",
    '{"id":"1","name":"One"}\n\n{"id":"2","name":\n[1]\n"x"\n{"id":"3","name":null}\n',
  );
  const { counts, bad } = await landAll(at);
  expect(counts).toEqual({ "a.ndjson": "5 2 3 0 0" });
  expect(bad).toMatchObject([
    { line: 3, reason: "not-json", raw_text: '{"id":"2","name":' },
    { line: 4, reason: "not-json", raw_text: "[1]" },
    { line: 5, reason: "not-json", raw_text: '"x"' },
  ]);
  expect(await names(at)).toEqual([
    { account_id: "1", name: "One" },
    { account_id: "3", name: null },
  ]);
});

test("NDJSON with CRLF, a byte order mark and no last line break loses nothing", async () => {
  const at = accounts("a.ndjson", "ndjson").file(
    "a.ndjson",
    '\uFEFF{"id":"1","name":"x"}\r\n{"id":"2"}',
  );
  expect((await landAll(at)).counts).toEqual({ "a.ndjson": "2 2 0 0 0" });
});

test("an NDJSON file without a record lands as no rows", async () => {
  const at = accounts("a.ndjson", "ndjson").file("a.ndjson", "");
  expect((await landAll(at)).counts).toEqual({ "a.ndjson": "0 0 0 0 0" });
});

test("a malformed line is bad even where the filter would drop it", async () => {
  const at = accounts("a.ndjson", "ndjson", "where: \"live = 'true'\"").file(
    "a.ndjson",
    '{"id":"1","name":"x","live":true}\nnonsense\n{"id":"2","name":"x","live":false}\n',
  );
  expect((await landAll(at)).counts).toEqual({ "a.ndjson": "3 1 1 0 1" });
});

test("a JSON array, and a single object, are read as their objects", async () => {
  const at = accounts("*.json", "json")
    .file("a.json", '[{"id":"1","name":"One"},{"id":"2"},7]')
    .file("b.json", '\uFEFF{"id":"3","name":"Three"}');
  const { counts, bad } = await landAll(at);
  expect(counts).toEqual({ "a.json": "3 2 1 0 0", "b.json": "1 1 0 0 0" });
  expect(bad).toMatchObject([{ reason: "not-json", raw_text: "7" }]);
});

test.each([
  ["cut short", '[{"id":"1"}'],
  ["two values", '{"id":"1"}\n{"id":"2"}'],
  ["empty", ""],
])("JSON that is %s is refused", async (_name, text) => {
  const at = accounts("a.json", "json").file("a.json", text);
  expect((await landAll(at)).codes).toEqual(["extract/not-json"]);
});

test("JSON nested a hundred thousand deep ends in rows or in a clear error", async () => {
  const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
  const at = accounts("a.*", "json")
    .file("a.json", `[{"id":"1","name":${deep}}]`)
    .source(
      sourceOf("entity: accounts", "match: b.ndjson", "columns: { account_id: id }").replace(
        "source: s",
        "source: t",
      ),
      "t",
    )
    .file("b.ndjson", `{"id":"1","name":${deep}}\n`);
  const { codes, counts } = await landAll(at);
  expect(Object.keys(counts).length + codes.length).toBe(2);
});

test("a file that holds no JSON at all says so", async () => {
  const at = accounts("a.ndjson", "ndjson").file("a.ndjson", "id,name\n1,One\n");
  expect((await landAll(at)).codes).toEqual(["extract/not-json"]);
});

test("a number of JSON that a double cannot hold is set aside and not rounded", async () => {
  const at = place()
    .source(
      sourceOf(
        "entity: invoice_lines",
        "match: a.ndjson",
        "columns: { line_id: id, account_id: a, amount: amount }",
      ),
    )
    .file(
      "a.ndjson",
      [
        '{"id":"1","a":"a","amount":12345678901234.5678}',
        '{"id":"2","a":"a","amount":10.75}',
        '{"id":"3","a":"a","amount":"12345678901.2345"}',
        '{"id":"4","a":"a","amount":1e2}',
      ].join("\n"),
    );
  const { bad } = await landAll(at);
  expect(only(bad)).toMatchObject({ line: 1, reason: "not-an-amount" });
  expect(await lake(at, "line_id, amount")).toEqual([
    { line_id: "2", amount: "10.7500" },
    { line_id: "3", amount: "12345678901.2345" },
    { line_id: "4", amount: "100.0000" },
  ]);
});

test("a key of JSON is a name and never a pattern", async () => {
  const at = place()
    .source(
      sourceOf(
        "entity: accounts",
        "match: a.ndjson",
        'columns: { account_id: "*", name: "a/b~c", industry: "x\\"y" }',
      ),
    )
    .file("a.ndjson", '{"*":"1","a/b~c":"n","x\\"y":"i","other":"2"}\n');
  await landAll(at);
  expect(await lake(at, "account_id, name, industry")).toEqual([
    { account_id: "1", name: "n", industry: "i" },
  ]);
});

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

const csv = "id,name\n1,One\n2,Two\n";

test("gzip of CSV and of NDJSON is read through, in one member or in several", async () => {
  const at = accounts("*.csv.gz", "csv")
    .file("a.csv.gz", gzipSync(csv))
    .file("b.csv.gz", Buffer.concat([gzipSync("id,name\n"), gzipSync("3,Three\n")]));
  at.source(
    sourceOf("entity: accounts", "match: c.ndjson.gz", "columns: { account_id: id }").replace(
      "source: s",
      "source: t",
    ),
    "t",
  ).file("c.ndjson.gz", gzipSync('{"id":"4"}\n'));
  expect((await landAll(at)).counts).toEqual({
    "a.csv.gz": "2 2 0 0 0",
    "b.csv.gz": "1 1 0 0 0",
    "c.ndjson.gz": "1 1 0 0 0",
  });
});

test("gzip that is cut short, or is none, is refused", async () => {
  const packed = gzipSync(Buffer.from(csv.repeat(1000)));
  const at = accounts("*.csv.gz", "csv")
    .file("a.csv.gz", packed.subarray(0, -9))
    .file("b.csv.gz", csv)
    .file("c.csv.gz", "");
  const { codes, counts } = await landAll(at);
  expect(codes).toEqual(Array(3).fill("extract/broken-archive"));
  expect(counts).toEqual({});
});

test("an archive that grows two hundredfold is stopped before it fills the disk", async () => {
  const at = place().file("a.csv.gz", gzipSync(Buffer.alloc(32 << 20)));
  const path = join(at.folder, "data", "a.csv.gz");
  await expect(unpacked(path, at.folder, "a.csv.gz", 1000)).rejects.toMatchObject({
    code: "extract/archive-too-large",
  });
  expect(await unpacked(path, at.folder, "a.csv.gz", 33 << 20)).toHaveLength(1);
});
