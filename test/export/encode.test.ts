import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DataType, tableFromIPC } from "apache-arrow";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Database, literal, openDatabase, rows } from "../../pipeline/database.js";
import { type ExportFormat, encoded } from "../../pipeline/encode.js";
import type { RowsQuestion } from "../../pipeline/typed-rows.js";

let database: Database;
const folder = mkdtempSync(join(tmpdir(), "tenure-encode-"));

beforeAll(async () => {
  database = await openDatabase(":memory:");
});
afterAll(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

async function bytesOf(format: ExportFormat, question: RowsQuestion | string): Promise<Buffer> {
  const asked = typeof question === "string" ? { sql: question } : question;
  const parts: Uint8Array[] = [];
  for await (const part of encoded(format, database.connection, asked)) parts.push(part);
  return Buffer.concat(parts);
}

async function csvOf(question: RowsQuestion | string): Promise<string> {
  return (await bytesOf("csv", question)).toString("utf8");
}

// one row with every type that a mart or an answer may have, and one without a value
const everyType = `
  select 'Ünïcode' as name, true as is_closed, 7::tinyint as tier, 3000000000::bigint as bytes,
    170141183460469231731687303715884105727::hugeint % 1000 as huge,
    (-1200.5)::decimal(18, 4) as mrr, (-12345678901234567890123456789.012345)::decimal(38, 6) as wide,
    0.1::double as share, date '2024-02-29' as month,
    timestamp '2024-12-31 23:59:59.123456' as landed_at,
    timestamptz '2024-06-30 22:00:00-02:00' as zoned_at
  union all select null, null, null, null, null, null, null, null, null, null, null`;

describe("CSV", () => {
  test("is UTF-8 without a mark, with ISO times, plain decimals and nothing for NULL", async () => {
    const text = await csvOf(everyType);
    expect(text.charCodeAt(0)).not.toBe(0xfeff);
    expect(text.split("\n")).toEqual([
      "name,is_closed,tier,bytes,huge,mrr,wide,share,month,landed_at,zoned_at",
      "Ünïcode,true,7,3000000000,727,-1200.5000,-12345678901234567890123456789.012345,0.1,2024-02-29," +
        "2024-12-31T23:59:59.123456Z,2024-07-01T00:00:00.000000Z",
      ",,,,,,,,,,",
      "",
    ]);
  });

  test("writes no number with an exponent", async () => {
    const sql = `select unnest([1e-7, -2.5e-5, 1e21, 0, -0.25, 123456.789]::double[]) as number`;
    expect((await csvOf(sql)).trim().split("\n").slice(1)).toEqual([
      "0.0000001",
      "-0.000025",
      "1000000000000000000000",
      "0.0",
      "-0.25",
      "123456.789",
    ]);
  });

  // what a spreadsheet would run; an amount below zero is no text and stays a number
  const dangerous = ["=1+2", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", '=HYPERLINK("x","y")'];

  test("starts no formula in a spreadsheet, and leaves numbers and other texts alone", async () => {
    const harmless = ["a=1", "1-2", "Ann's", " =1", "x@example.com", "ok"];
    const list = [...dangerous, ...harmless].map((text) => literal(text)).join(", ");
    const sql = `select unnest([${list}]) as name, -5::decimal(18, 4) as mrr`;
    const read = parse(await csvOf(sql), { columns: true }) as { name: string; mrr: string }[];
    expect(read.map(({ name }) => name)).toEqual([
      ...dangerous.map((text) => `'${text}`),
      ...harmless,
    ]);
    expect(new Set(read.map(({ mrr }) => mrr))).toEqual(new Set(["-5.0000"]));
  });

  test("tells an empty text from no value, and survives quotes, commas and lines", async () => {
    const texts = ["", 'say "hi"', "a,b", "two\nlines", "two\r\nlines", " space ", "null"];
    const list = texts.map((text) => literal(text)).join(", ");
    const text = await csvOf(`select unnest([${list}, null]) as name, 1 as one`);
    const file = join(folder, "texts.csv");
    writeFileSync(file, text);
    const found = await rows(
      database.connection,
      `select name from read_csv(${literal(file)}, header = true, delim = ',', quote = '"',
         escape = '"', columns = {name: 'varchar', one: 'integer'}, allow_quoted_nulls = false)`,
    );
    expect(found.map(({ name }) => name)).toEqual([...texts, null]);
  });

  test("quotes a column's name that needs it, and has its head alone for no rows", async () => {
    expect(await csvOf(`select 1 as "a,b", 2 as "say ""hi""" where false`)).toBe(
      '"a,b","say ""hi"""\n',
    );
  });
});

describe("an Arrow stream", () => {
  test("has the type and the value of each column, read by Arrow's own reader", async () => {
    const table = tableFromIPC(await bytesOf("arrow", everyType));
    expect(table.schema.fields.map(({ name, type }) => `${name} ${type}`)).toEqual([
      "name Utf8",
      "is_closed Bool",
      "tier Int32",
      "bytes Int64",
      "huge Decimal[38e0]",
      "mrr Decimal[18e+4]",
      "wide Decimal[38e+6]",
      "share Float64",
      "month Date32<DAY>",
      "landed_at Timestamp<MICROSECOND, UTC>",
      "zoned_at Timestamp<MICROSECOND, UTC>",
    ]);
    const [first, second] = table.toArray();
    expect([first?.name, first?.is_closed, first?.tier, first?.bytes, first?.share]).toEqual([
      "Ünïcode",
      true,
      7,
      3_000_000_000n,
      0.1,
    ]);
    expect(first?.month).toBe(Date.UTC(2024, 1, 29));
    expect(first?.zoned_at).toBe(Date.UTC(2024, 6, 1));
    expect([first?.mrr, first?.huge, first?.wide].map(signed)).toEqual([
      -12_005_000n,
      727n,
      -12345678901234567890123456789012345n,
    ]);
    expect(Object.values(second?.toJSON() ?? {})).toEqual(Array(11).fill(null));
    // the stream ends with its mark, so that a reader can tell a broken connection
    expect((await bytesOf("arrow", everyType)).subarray(-8)).toEqual(
      Buffer.from([255, 255, 255, 255, 0, 0, 0, 0]),
    );
  });

  function signed(words: Uint32Array): bigint {
    const joined = [...words].reduceRight((sum, word) => (sum << 32n) | BigInt(word), 0n);
    return BigInt.asIntN(128, joined);
  }

  test("has its schema without a row, too", async () => {
    const table = tableFromIPC(await bytesOf("arrow", "select 1 as one, 'x' as two where false"));
    expect([table.numRows, table.schema.fields.length]).toEqual([0, 2]);
    expect(table.schema.fields.every(({ type }) => !DataType.isNull(type))).toBe(true);
  });

  test("brings each of 200,000 rows once, in order and in several batches", async () => {
    const sql = `select range as number, 'row ' || range as name from range(200000) order by range`;
    const table = tableFromIPC(await bytesOf("arrow", sql));
    expect(table.batches.length).toBe(4);
    const numbers = table.getChild("number")?.toArray() as BigInt64Array;
    expect(numbers.every((number, at) => number === BigInt(at))).toBe(true);
    expect(table.getChild("name")?.get(199_999)).toBe("row 199999");
  });
});

describe("a Parquet file", () => {
  test("has the type and the value of each column, read by DuckDB", async () => {
    const file = join(folder, "types.parquet");
    writeFileSync(file, await bytesOf("parquet", everyType));
    const described = await rows(
      database.connection,
      `describe select * from read_parquet(${literal(file)})`,
    );
    expect(
      described.map(({ column_name, column_type }) => `${column_name} ${column_type}`),
    ).toEqual([
      "name VARCHAR",
      "is_closed BOOLEAN",
      "tier INTEGER",
      "bytes BIGINT",
      "huge DECIMAL(38,0)",
      "mrr DECIMAL(18,4)",
      "wide DECIMAL(38,6)",
      "share DOUBLE",
      "month DATE",
      "landed_at TIMESTAMP",
      "zoned_at TIMESTAMP",
    ]);
    const found = await rows(
      database.connection,
      `select count(*)::integer as row_count, min(mrr)::varchar as mrr, min(zoned_at)::varchar as zoned_at
       from read_parquet(${literal(file)})`,
    );
    expect(found).toEqual([{ row_count: 2, mrr: "-1200.5000", zoned_at: "2024-07-01 00:00:00" }]);
  });

  test("keeps the order of 200,000 rows", async () => {
    const file = join(folder, "order.parquet");
    const sql = "select 200000 - range as number from range(200000) order by number desc";
    writeFileSync(file, await bytesOf("parquet", sql));
    const [row] = await rows(
      database.connection,
      `select count(*)::integer as row_count, bool_and(number = 200000 - file_row_number) as is_sorted
       from read_parquet(${literal(file)}, file_row_number = true)`,
    );
    expect(row).toEqual({ row_count: 200_000, is_sorted: true });
  });
});

test.each(["csv", "arrow"] as const)("%s keeps the order of a sorted answer", async (format) => {
  const sql = "select (range * 7919) % 100003 as number from range(100003) order by number desc";
  const bytes = await bytesOf(format, sql);
  const numbers =
    format === "csv"
      ? bytes.toString().trim().split("\n").slice(1).map(Number)
      : [...(tableFromIPC(bytes).getChild("number")?.toArray() as BigInt64Array)].map(Number);
  expect(numbers).toHaveLength(100_003);
  expect(numbers.every((number, at) => number === 100_002 - at)).toBe(true);
});

test("parameters, other names and days are taken over", async () => {
  const sql = "select timestamp '2024-05-01' as x, ? as y";
  const values = ["it's"];
  const names = new Map([
    ["x", "month"],
    ["y", "name"],
  ]);
  const question = { sql, values, names, days: new Set(["x"]) };
  expect(await csvOf(question)).toBe("month,name\n2024-05-01,it's\n");
  const [row] = tableFromIPC(await bytesOf("arrow", question)).toArray();
  expect([row?.month, row?.name]).toEqual([Date.UTC(2024, 4, 1), "it's"]);
});
