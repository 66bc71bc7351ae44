import { expect, test } from "vitest";
import { oneIn } from "../sampled.js";
import { lake, landAll, only, type Place, place, sourceOf } from "./landing.js";

oneIn(5);

function accounts(csv: string, ...more: readonly string[]): Place {
  return place().source(
    sourceOf(
      "entity: accounts",
      'match: "*.csv"',
      `csv: ${csv}`,
      ...more,
      "columns: { account_id: id, name: name }",
    ),
  );
}

const utf16 = (text: string): Buffer => Buffer.from(`\uFEFF${text}`, "utf16le");

test("UTF-16 is read in either byte order, with a mark or without", async () => {
  const text = "id,name\n1,Zoë 😀\n";
  const at = accounts("{ encoding: utf-16 }")
    .file("a.csv", utf16(text))
    .file("b.csv", utf16(text.replace("1", "2")).swap16())
    .file("c.csv", Buffer.from(text.replace("1", "3"), "utf16le"))
    .file("d.csv", Buffer.from(text.replace("1", "4"), "utf16le").swap16());
  expect((await landAll(at)).codes).toEqual([]);
  const found = await lake(at, "account_id, name");
  expect(found.map((row) => row.account_id).sort()).toEqual(["1", "2", "3", "4"]);
  expect(new Set(found.map((row) => row.name))).toEqual(new Set(["Zoë 😀"]));
});

test("half a character of UTF-16 sets its row aside", async () => {
  const bytes = Buffer.concat([
    utf16("id,name\n1,a"),
    Buffer.from([0x3d, 0xd8]),
    Buffer.from("b\n2,ok\n3,x", "utf16le"),
    Buffer.from([0x41]),
  ]);
  const { counts, bad } = await landAll(accounts("{ encoding: utf-16 }").file("a.csv", bytes));
  expect(counts).toEqual({ "a.csv": "3 1 2 0 0" });
  expect(bad.map((row) => [row.line, row.reason])).toEqual([
    [2, "not-in-encoding"],
    [4, "not-in-encoding"],
  ]);
});

test("Latin-1 is read as declared", async () => {
  const at = accounts("{ encoding: latin-1 }").file(
    "a.csv",
    Buffer.from("id,name\n1,Müller & Søn\n", "latin1"),
  );
  await landAll(at);
  expect(await lake(at, "name")).toEqual([{ name: "Müller & Søn" }]);
});

test("bytes that are not UTF-8 set their row aside and no other", async () => {
  const bytes = Buffer.concat([
    Buffer.from("id,name\n1,é\n2,"),
    Buffer.from("Müller", "latin1"),
    Buffer.from("\n3,z\n"),
  ]);
  const { counts, bad } = await landAll(accounts("{}").file("a.csv", bytes));
  expect(counts).toEqual({ "a.csv": "3 2 1 0 0" });
  expect(only(bad)).toMatchObject({
    line: 3,
    reason: "not-in-encoding",
    raw_text: "2,M\uFFFDller",
  });
});

test.each([
  ["utf-16", "{}", utf16("id,name\n1,a\n")],
  ["utf-16", "{ encoding: latin-1 }", Buffer.from("id,name\n1,a\n", "utf16le")],
  ["utf-8", "{ encoding: utf-16 }", Buffer.from("id,name\n1,a\n")],
  ["latin-1", "{}", Buffer.from("id,náme\n1,a\n", "latin1")],
  ["UTF-32", "{}", Buffer.from([0xff, 0xfe, 0, 0, 0x69, 0, 0, 0])],
])("a file in %s under csv: %s is refused by name", async (encoding, csv, bytes) => {
  const { errors } = await landAll(accounts(csv).file("a.csv", bytes));
  const error = only(errors);
  expect(error.code).toBe("extract/wrong-encoding");
  expect(error.message).toContain(`a.csv seems to be ${encoding}`);
});

test.each([
  ["a PDF file", Buffer.from("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n1 0 obj", "latin1")],
  ["an Excel workbook", Buffer.from("d0cf11e0a1b11ae10000000000000000", "hex")],
  ["a Parquet file", Buffer.from("PAR1\x15\x04\x15", "latin1")],
  // every byte once, as in what is packed or compiled
  ["a binary file", Buffer.from(Array.from({ length: 256 }, (_, at) => (at * 37) % 256))],
])("%s called .csv is refused for what it is, not for an encoding", async (kind, bytes) => {
  const { errors } = await landAll(accounts("{}").file("a.csv", bytes));
  expect(only(errors)).toMatchObject({
    code: "extract/not-text",
    message: `a.csv is ${kind}, not text`,
  });
});

test("a byte order mark hides neither the first column nor where a bad row stands", async () => {
  const text = '\uFEFF"id","name"\n1,One\n2\n3,"Th\nree"\n4\n';
  const { counts, bad } = await landAll(accounts("{}").file("a.csv", text));
  expect(counts).toEqual({ "a.csv": "4 2 2 0 0" });
  expect(bad).toMatchObject([
    { line: 3, raw_text: "2" },
    { line: 6, raw_text: "4" },
  ]);
});

test("a byte order mark before a quoted header of two lines is no part of it", async () => {
  const at = accounts("{}").file("a.csv", '\uFEFF"id","na\nme"\n1,One\n2\n');
  const { errors } = await landAll(at);
  expect(only(errors).message).toContain('no column "name" for name (closest: "na\nme")');
});

test("a file without a header and with a mark gives its first record whole", async () => {
  const at = place()
    .source(
      sourceOf(
        "entity: accounts",
        'match: "*.csv"',
        "csv: { header: false }",
        "columns: { account_id: column1, name: column2 }",
      ),
    )
    .file("a.csv", "\uFEFF1,One\n2\n");
  const { counts, bad } = await landAll(at);
  expect(counts).toEqual({ "a.csv": "2 1 1 0 0" });
  expect(only(bad)).toMatchObject({ line: 2, raw_text: "2" });
  expect(await lake(at, "account_id")).toEqual([{ account_id: "1" }]);
});

test("a NUL byte is kept in its value or sets its row aside", async () => {
  const { counts } = await landAll(accounts("{}").file("a.csv", "id,name\n1,a\0b\n2,c\n"));
  expect(counts["a.csv"]).toMatch(/^2 (2 0|1 1) 0 0$/);
});

test("line ends of several kinds in one file are a clear error", async () => {
  const at = accounts("{}").file("a.csv", "id,name\n1,One\r\n2,Two\r3,Three\n");
  const { errors, counts } = await landAll(at);
  expect(counts).toEqual({});
  expect(only(errors).code).toBe("extract/unreadable");
  expect(only(errors).hint).toContain("Check its line ends");
});

test("a line of five million bytes is set aside with the start of its text", async () => {
  const long = "y".repeat(5_000_000);
  const { counts, bad } = await landAll(
    accounts("{}").file("a.csv", `id,name\n1,${long}\n2,Two\n`),
  );
  expect(counts).toEqual({ "a.csv": "2 1 1 0 0" });
  expect(only(bad)).toMatchObject({ line: 2, reason: "line-too-long" });
  expect(String(only(bad).message)).toContain("a record of more than 4194304 bytes");
  expect(String(only(bad).raw_text)).toHaveLength(1 << 20);
});

test("a line of many times what a record may have is told by its line and its size", async () => {
  const long = "y".repeat(20_000_000);
  const { errors } = await landAll(
    accounts("{}").file("a.csv", `id,name\n1,One\n2,${long}\n3,Three\n`),
  );
  expect(only(errors)).toMatchObject({
    code: "extract/record-too-long",
    message: "a.csv: the record in line 3 has 20000002 bytes; one may have 4194304",
  });
});

test("a header longer than one read is read whole", async () => {
  const more = Array.from({ length: 9_000 }, (_, at) => `column_${at}`);
  const at = accounts("{}", "on_unknown_column: ignore").file(
    "a.csv",
    `${[...more, "id", "name"].join(",")}\n${[...more.map(() => ""), "1", "One"].join(",")}\n`,
  );
  expect((await landAll(at)).counts).toEqual({ "a.csv": "1 1 0 0 0" });
});

test("a header of more than a megabyte is refused", async () => {
  const { codes } = await landAll(
    accounts("{}").file("a.csv", `id,${"n".repeat(2 << 20)}\n1,One\n`),
  );
  expect(codes).toEqual(["extract/bad-header"]);
});

test("a header that no quote closes is refused", async () => {
  const { codes } = await landAll(accounts("{}").file("a.csv", '"id,name\n1,One\n'));
  expect(codes).toEqual(["extract/bad-header"]);
});

test("a quote that is never closed refuses the file, for it hides the rows after it", async () => {
  const rows = Array.from({ length: 200 }, (_, nth) => `${nth},x\n`).join("");
  const at = accounts("{}").file("a.csv", `id,name\n${rows}200,"open\n${rows}`);
  const { errors, counts } = await landAll(at);
  expect(counts).toEqual({});
  expect(only(errors).code).toBe("extract/open-quote");
  expect(only(errors).message).toContain("a.csv: the quote opened in line 202 is not closed");
});

test("a quote that is closed by one of a much later row refuses the file too", async () => {
  const rows = Array.from({ length: 200 }, (_, nth) => `${nth},x\n`).join("");
  const at = accounts("{}").file("a.csv", `id,name\n1,"open\n${rows}3,"Three"\n`);
  expect((await landAll(at)).codes).toEqual(["extract/open-quote"]);
});

test("only a header is no rows, and nothing at all is refused", async () => {
  const at = accounts("{}")
    .file("a.csv", "id,name")
    .file("b.csv", "id,name\r\n")
    .file("c.csv", "")
    .file("d.csv", "\uFEFF")
    .file("e.csv", "\n\n");
  const { codes, counts } = await landAll(at);
  expect(counts).toEqual({ "a.csv": "0 0 0 0 0", "b.csv": "0 0 0 0 0" });
  expect(codes).toEqual(Array(3).fill("extract/empty-file"));
});
