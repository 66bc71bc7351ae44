import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { oneIn } from "../sampled.js";
import { lake, landAll, only, type Place, place, sourceOf } from "./landing.js";
import { zipOf } from "./zip.js";

oneIn(2);

function accounts(match: string, ...more: readonly string[]): Place {
  const columns = "columns: { account_id: id, name: { from: name, optional: true } }";
  return place().source(sourceOf("entity: accounts", `match: "${match}"`, ...more, columns));
}

const head = "id,name\n";

test("a zip of one file is read through", async () => {
  const at = accounts("*.csv.zip").file(
    "a.csv.zip",
    zipOf([{ name: "in/a.csv", content: `${head}1,One\n2\n` }]),
  );
  const { counts, bad } = await landAll(at);
  expect(counts).toEqual({ "a.csv.zip": "2 1 1 0 0" });
  expect(only(bad)).toMatchObject({ line: 3, raw_text: "2" });
});

test("a zip of several files of one header is one file, its lines counted through", async () => {
  const at = accounts("a.zip", "format: csv").file(
    "a.zip",
    zipOf([
      { name: "2.csv", content: `\uFEFF${head}3,Three\nbad` },
      { name: "__MACOSX/1.csv", content: "rubbish" },
      { name: "dir/", content: "" },
      { name: "1.csv", content: `${head}1,One\n2,Two` },
    ]),
  );
  const { counts, bad } = await landAll(at);
  expect(counts).toEqual({ "a.zip": "4 3 1 0 0" });
  expect(only(bad)).toMatchObject({ line: 5, raw_text: "bad" });
  expect(await lake(at, "account_id, line::integer as line")).toEqual([
    { account_id: "1", line: 2 },
    { account_id: "2", line: 3 },
    { account_id: "3", line: 4 },
  ]);
});

test("files of different headers in one zip are refused", async () => {
  const at = accounts("a.zip", "format: csv").file(
    "a.zip",
    zipOf([
      { name: "1.csv", content: `${head}1,One\n` },
      { name: "2.csv", content: "name,id\nTwo,2\n" },
    ]),
  );
  expect((await landAll(at)).codes).toEqual(["extract/mixed-archive"]);
});

test("several files of NDJSON in one zip are read, of Parquet they are refused", async () => {
  const two = zipOf([
    { name: "1", content: '{"id":"1"}' },
    { name: "2", content: '{"id":"2"}\n' },
  ]);
  const at = accounts("a.ndjson.zip").file("a.ndjson.zip", two);
  expect((await landAll(at)).counts).toEqual({ "a.ndjson.zip": "2 2 0 0 0" });
  const other = accounts("a.zip", "format: parquet").file("a.zip", two);
  expect((await landAll(other)).codes).toEqual(["extract/mixed-archive"]);
});

test("a name in a zip is never a path", async () => {
  const at = accounts("*.zip", "format: csv")
    .file("a.zip", zipOf([{ name: "../../escaped.csv", content: `${head}1,One\n` }]))
    .file("b.zip", zipOf([{ name: "/escaped.csv", content: `${head}1,One\n` }]));
  const { codes } = await landAll(at);
  expect(codes).toEqual(["extract/broken-archive", "extract/broken-archive"]);
  expect(existsSync(join(at.folder, "escaped.csv"))).toBe(false);
  expect(readdirSync(at.warehouse.temporary)).toEqual([]);
});

test.each([
  ["is cut short", zipOf([{ name: "a.csv", content: `${head}1,One\n` }]).subarray(0, -5)],
  ["is none", Buffer.from(head)],
  ["holds nothing", zipOf([])],
  [
    "lies about its checksum",
    zipOf([{ name: "a.csv", content: `${head}1,One\n`, claimed: { crc: 7 } }]),
  ],
  [
    "lies about its size",
    zipOf([{ name: "a.csv", content: "x".repeat(9000), claimed: { size: 9 } }]),
  ],
])("a zip that %s is refused", async (_name, bytes) => {
  const at = accounts("a.zip", "format: csv").file("a.zip", bytes);
  expect((await landAll(at)).codes).toEqual(["extract/broken-archive"]);
});

test("what is packed without saying so is named", async () => {
  const at = accounts("*.csv")
    .file("a.csv", zipOf([{ name: "a.csv", content: head }]))
    .file("b.csv", Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3, 4]));
  const { errors, codes } = await landAll(at);
  expect(codes).toEqual(["extract/wrong-encoding", "extract/wrong-encoding"]);
  expect(errors.map((error) => error.message)).toEqual([
    "a.csv seems to be zip, not utf-8",
    "b.csv seems to be gzip, not utf-8",
  ]);
});
