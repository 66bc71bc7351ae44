import { expect, test } from "vitest";
import { oneIn } from "../sampled.js";
import { lake, landAll, only, type Place, place, sourceOf } from "./landing.js";

oneIn(2);

function accounts(unknown: string, ...more: readonly string[]): Place {
  return place().source(
    sourceOf(
      "entity: accounts",
      "match: a.*",
      ...(more.length > 0 ? more : ["format: csv"]),
      `on_unknown_column: ${unknown}`,
      "columns: { account_id: id, name: { from: Name, optional: true }, plan_type: plan_type }",
    ),
  );
}

const text = "id,plan_type,City,city,\n1,x,Rome,Oslo,last\n";

test("columns that the contract names beyond the canonical ones, and unknown ones, are kept", async () => {
  const at = accounts("keep").file("a.csv", text);
  await landAll(at);
  expect(
    await lake(at, '"x:plan_type" as p, "x:City" as c, "x:city_2" as d, "x:column (5)" as e'),
  ).toEqual([{ p: "x", c: "Rome", d: "Oslo", e: "last" }]);
});

test("unknown columns are ignored, or refuse the file, as the contract says", async () => {
  const ignoring = accounts("ignore").file("a.csv", text);
  await landAll(ignoring);
  expect(Object.keys(only(await lake(ignoring, "* exclude (filename, file_row_number)")))).toEqual([
    "account_id",
    "x:plan_type",
  ]);
  const { errors } = await landAll(accounts("refuse").file("a.csv", text));
  const error = only(errors);
  expect(error.code).toBe("extract/unknown-column");
  expect(error.message).toContain('columns not in the contract: "City", "city"');
});

test("a key that a path reads is known", async () => {
  const at = place()
    .source(
      sourceOf(
        "entity: accounts",
        "match: a.ndjson",
        "on_unknown_column: refuse",
        "columns: { account_id: id, name: { path: '$.customer.name' }, region: { path: '$.\"the region\".code' } }",
      ),
    )
    .file("a.ndjson", '{"id":"1","customer":{"name":"One"},"the region":{"code":"eu"}}\n');
  expect((await landAll(at)).codes).toEqual([]);
});

test("a column that the file has twice refuses it", async () => {
  const { codes } = await landAll(accounts("keep").file("a.csv", "id,plan_type,id\n1,x,2\n"));
  expect(codes).toEqual(["extract/repeated-column"]);
});

test("an optional column may be absent and is then empty", async () => {
  const at = accounts("keep").file("a.csv", "id,plan_type\n1,x\n");
  expect((await landAll(at)).counts).toEqual({ "a.csv": "1 1 0 0 0" });
});

test("use: generic reads the canonical names, and only the required ones must be there", async () => {
  const at = place()
    .source("source: s\nuse: generic\nfiles:\n  - { entity: subscriptions, match: a.csv }\n")
    .file("a.csv", "subscription_id,account_id,started_at,mrr\n1,a,2024-01-01,10\n");
  expect((await landAll(at)).counts).toEqual({ "a.csv": "1 1 0 0 0" });
  const other = place()
    .source("source: s\nuse: generic\nfiles:\n  - { entity: subscriptions, match: a.csv }\n")
    .file("a.csv", "subscription_id,account_id,mrr\n1,a,10\n");
  expect((await landAll(other)).codes).toEqual(["extract/missing-column"]);
});

test("names of the file that are patterns to DuckDB are read as what they are", async () => {
  const at = place().source(
    sourceOf("entity: accounts", 'match: "**/*.csv"', "columns: { account_id: id, name: name }"),
  );
  const names = [
    "a[1].csv",
    "a1.csv",
    "b*.csv",
    "bb.csv",
    "c?.csv",
    "it's.csv",
    "[x]/d.csv",
    "year=2024/e.csv",
  ];
  for (const name of names) at.file(name, `id,name\n1,${name}\n`);
  const { codes, counts } = await landAll(at);
  expect(codes).toEqual([]);
  expect(Object.keys(counts).sort()).toEqual([...names].sort());
  const found = await lake(at, "name");
  expect(found.map((row) => row.name).sort()).toEqual([...names].sort());
});
