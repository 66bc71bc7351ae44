import { rmSync, writeFileSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { openDatabase, rows } from "../../pipeline/database.js";
import { createScanner, newlineOf, type RecordShape } from "../../pipeline/extract/scan.js";
import { newlineOption } from "../../pipeline/extract/text-table.js";
import { isCampaign } from "../mode.js";
import { oneIn } from "../sampled.js";

oneIn(2);

interface Style {
  readonly delimiter: string;
  readonly quote: string;
  readonly escape: string;
  readonly newline: "\n" | "\r\n" | "\r";
  readonly hasMark: boolean;
  readonly endsWithNewline: boolean;
  readonly blankLines: readonly number[];
  readonly chunk: number;
}

function written(field: string, { delimiter, quote, escape: escapeSign }: Style): string {
  const isQuoted = [delimiter, quote, escapeSign, "\n", "\r", " "].some((sign) =>
    field.includes(sign),
  );
  if (!isQuoted) return field;
  let text = escapeSign === quote ? field : field.replaceAll(escapeSign, escapeSign + escapeSign);
  text = text.replaceAll(quote, escapeSign + quote);
  return `${quote}${text}${quote}`;
}

function fileOf(records: readonly (readonly string[])[], style: Style): Buffer {
  const lines = records.map((fields) =>
    fields.map((field) => written(field, style)).join(style.delimiter),
  );
  const spaced = lines.flatMap((line, at) => (style.blankLines.includes(at) ? [line, ""] : [line]));
  const text = spaced.join(style.newline) + (style.endsWithNewline ? style.newline : "");
  return Buffer.from((style.hasMark ? "\uFEFF" : "") + text);
}

function shapeOf({ delimiter, quote, escape: escapeSign }: Style): RecordShape {
  return {
    quote: quote.charCodeAt(0),
    escape: escapeSign.charCodeAt(0),
    delimiter: Buffer.from(delimiter),
    emptyLineIsRecord: false,
  };
}

function scanned(bytes: Buffer, style: Style, withRecords: boolean) {
  const found: string[] = [];
  const lines: number[] = [];
  const scanner = createScanner(
    shapeOf(style),
    style.newline,
    withRecords
      ? (start, end, line) => {
          found.push(bytes.subarray(start, end).toString());
          lines.push(line);
        }
      : undefined,
  );
  for (let at = 0; at < bytes.length; at += style.chunk) {
    // a copy, because the reader uses one buffer again and again
    scanner.push(Buffer.from(bytes.subarray(at, at + style.chunk)));
  }
  return { ...scanner.end(), found, lines };
}

const field = fc.oneof(
  fc.constantFrom(
    "",
    "a",
    '"',
    '""',
    "\n",
    "\r\n",
    "a\nb",
    'say "hi"',
    "\\",
    "x,y",
    ";",
    "é",
    '\\"',
    "'",
    "¦",
  ),
  fc.string({
    maxLength: 6,
    unit: fc.constantFrom("a", "b", ",", ";", '"', "\\", "\n", "\r", "é", " ", "'", "¦"),
  }),
);

const style = fc.record({
  delimiter: fc.constantFrom(",", ";", "\t", "|", "¦"),
  quote: fc.constantFrom('"', "'"),
  escape: fc.constantFrom("same", "\\"),
  newline: fc.constantFrom("\n" as const, "\r\n" as const, "\r" as const),
  hasMark: fc.boolean(),
  endsWithNewline: fc.boolean(),
  blankLines: fc.array(fc.nat(8), { maxLength: 2 }),
  chunk: fc.constantFrom(1, 2, 3, 5, 7, 16, 64, 4096),
});

// every record starts with a letter, so that none is an empty line
const table = fc
  .array(fc.tuple(fc.constantFrom("r", "s"), field, field), { minLength: 1, maxLength: 12 })
  .map((records) => records.map((record) => [...record]));

test("records are counted exactly, whatever the dialect and wherever the chunks are cut", () => {
  fc.assert(
    fc.property(table, style, (records, given) => {
      const dialect = { ...given, escape: given.escape === "same" ? given.quote : given.escape };
      const bytes = fileOf(records, dialect);
      const plain = scanned(bytes, dialect, false);
      const told = scanned(bytes, dialect, true);
      expect(plain.records).toBe(records.length);
      expect(told.found).toEqual(
        records.map((fields) =>
          fields.map((text) => written(text, dialect)).join(dialect.delimiter),
        ),
      );
      expect(told.isRegular).toBe(plain.isRegular);
      if (plain.isRegular) expect(told.lines).toEqual(records.map((_, at) => at + 1));
    }),
    { numRuns: isCampaign ? 20_000 : 1_500, seed: 20_260_101 },
  );
});

test("the scanner and DuckDB count the same records", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tenure-scan-"));
  const { connection, close } = await openDatabase(":memory:");
  let at = 0;
  try {
    await fc.assert(
      fc.asyncProperty(table, style, async (records, given) => {
        const dialect = { ...given, escape: given.escape === "same" ? given.quote : given.escape };
        const path = join(folder, `${at++}.csv`);
        // DuckDB takes the first line break it sees for that of the file
        const bytes = fileOf([["h", "h", "h"], ...records], dialect);
        writeFileSync(path, bytes);
        const text = (sign: string): string => `'${sign.replaceAll("'", "''")}'`;
        const newline = newlineOption(dialect.newline);
        const [counted] = await rows(
          connection,
          `select count(*)::integer as n from read_csv('${path}', auto_detect = false, header = false,
            delim = ${text(dialect.delimiter)}, quote = ${text(dialect.quote)},
            escape = ${text(dialect.escape)}, ${newline}
            columns = {a: 'varchar', b: 'varchar', c: 'varchar'}, strict_mode = true)`,
        );
        expect(scanned(bytes, dialect, false).records).toBe(counted?.n);
      }),
      { numRuns: isCampaign ? 2_000 : 100, seed: 20_260_102 },
    );
  } finally {
    close();
    rmSync(folder, { recursive: true, force: true });
  }
});

const chunkBytes = 4 << 20;

test.each([
  ["a line feed as the last byte of a chunk", chunkBytes - 1, "\n"],
  ["a line feed as the first byte of a chunk", chunkBytes, "\n"],
  ["a line break of two bytes across a chunk", chunkBytes - 1, "\r\n"],
  ["an empty line across a chunk", chunkBytes - 1, "\n\n"],
  ["an empty line of two bytes across a chunk", chunkBytes - 2, "\n\r\n"],
  ["two empty lines across a chunk", chunkBytes - 3, "\n\r\n\r\n"],
])("%s ends one record", (_name, at, newline) => {
  const bytes = Buffer.alloc(2 * chunkBytes, "x");
  bytes.write(newline, at);
  const dialect: Style = {
    delimiter: ",",
    quote: '"',
    escape: '"',
    newline: newline.includes("\r") ? "\r\n" : "\n",
    hasMark: false,
    endsWithNewline: false,
    blankLines: [],
    chunk: chunkBytes,
  };
  expect(scanned(bytes, dialect, false).records).toBe(2);
  expect(scanned(bytes, dialect, true).found.map((text) => text.length)).toEqual([
    at,
    2 * chunkBytes - at - newline.length,
  ]);
});

test("a quoted line break across a chunk ends no record", () => {
  const bytes = Buffer.alloc(2 * chunkBytes, "x");
  bytes.write('a,"', chunkBytes - 3);
  bytes.write('\nb"\n', chunkBytes);
  bytes.write("\n", chunkBytes - 4);
  const scanner = createScanner(
    { quote: 34, escape: 34, delimiter: Buffer.from(","), emptyLineIsRecord: false },
    "\n",
  );
  scanner.push(bytes.subarray(0, chunkBytes));
  scanner.push(bytes.subarray(chunkBytes));
  expect(scanner.end()).toEqual({ records: 3, isRegular: false });
});

test("a record of two lines that ends in a later chunk still says that lines are no records", () => {
  const shape = { quote: 34, escape: 34, delimiter: Buffer.from(","), emptyLineIsRecord: false };
  const scanner = createScanner(shape, "\n");
  scanner.push(Buffer.from('r,"\na",'));
  scanner.push(Buffer.from("b\ns,t,u\n"));
  expect(scanner.end()).toEqual({ records: 2, isRegular: false });
});

test("a quote opens a field only after a whole delimiter", () => {
  const text = 'a::"x\ny"::b\nc:"::d\n';
  for (const chunk of [1, 2, 3, 100]) {
    const scanner = createScanner(
      { quote: 34, escape: 34, delimiter: Buffer.from("::"), emptyLineIsRecord: false },
      "\n",
    );
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += chunk) scanner.push(bytes.subarray(at, at + chunk));
    expect(scanner.end().records).toBe(2);
  }
});

test("the line break is the first one that no quotes protect", () => {
  expect(newlineOf(Buffer.from('"a\r\nb",c\nd'), 34, Buffer.from(","))).toBe("\n");
  expect(newlineOf(Buffer.from('\uFEFF"a\nb",c\r\nd'), 34, Buffer.from(","))).toBe("\r\n");
  expect(newlineOf(Buffer.from('5" disk,c\rd'), 34, Buffer.from(","))).toBe("\r");
  expect(newlineOf(Buffer.from('"a""\n",c\r\nd'), 34, Buffer.from(","))).toBe("\r\n");
  expect(newlineOf(Buffer.from("a"), 34)).toBe("\n");
});
