import { expect, test } from "vitest";
import { oneIn } from "../sampled.js";
import { lake, landAll, only, type Place, place, sourceOf } from "./landing.js";

oneIn(3);

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
