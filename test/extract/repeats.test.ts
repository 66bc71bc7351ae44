import { appendFileSync, mkdirSync, renameSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findFiles, read, refuseChange } from "../../pipeline/extract/found-file.js";
import { contractOf } from "../config/folder.js";
import { oneIn } from "../sampled.js";
import { lake, landAll, only, type Place, place, sourceOf } from "./landing.js";

oneIn(6);

const columns =
  "columns: { event_id: { from: id, optional: true }, account_id: a, event: e, occurred_at: at }";

function events(...more: readonly string[]): Place {
  return place().source(
    sourceOf("entity: usage_events", 'match: "*.csv"', "update: append", ...more, columns),
  );
}

const head = "id,a,e,at,page\n";

test("an identical row is a duplicate, one that differs in a column nobody named is not", async () => {
  const at = events().file(
    "a.csv",
    `${head}1,a,login,2024-01-01,x\n1,a,login,2024-01-01,x\n1,a,login,2024-01-01,y\n`,
  );
  expect((await landAll(at)).counts).toEqual({ "a.csv": "3 2 0 1 0" });
});

test("an ignored column still tells two rows apart", async () => {
  const at = events("on_unknown_column: ignore").file(
    "a.csv",
    `${head}1,a,login,2024-01-01,x\n1,a,login,2024-01-01,x\n1,a,login,2024-01-01,y\n`,
  );
  expect((await landAll(at)).counts).toEqual({ "a.csv": "3 2 0 1 0" });
});

test("two rows of NDJSON that differ in a property nobody named are two", async () => {
  const at = place()
    .source(
      sourceOf(
        "entity: usage_events",
        "match: a.ndjson",
        "update: append",
        "columns: { account_id: a, event: e, occurred_at: at }",
      ),
    )
    .file(
      "a.ndjson",
      ["x", "y", "y"]
        .map((page) => JSON.stringify({ a: "a", e: "e", at: "2024-01-01", page }))
        .join("\n"),
    );
  expect((await landAll(at)).counts).toEqual({ "a.ndjson": "3 2 0 1 0" });
});

test("a declared key with its time decides, whatever else the rows say", async () => {
  const at = events("key: [event_id]").file(
    "a.csv",
    `${head}1,a,login,2024-01-01,x\n1,b,logout,2024-01-01,y\n1,a,login,2024-01-02,x\n2,a,login,2024-01-01,x\n`,
  );
  expect((await landAll(at)).counts).toEqual({ "a.csv": "4 3 0 1 0" });
});

test("rows without their key are duplicates only when they are the same throughout", async () => {
  const at = events("key: [event_id]")
    .file("a.csv", `${head},a,login,2024-01-01,x\n,b,login,2024-01-01,x\n,b,login,2024-01-01,x\n`)
    .file("b.csv", `${head},b,login,2024-01-01,x\n,c,login,2024-01-01,x\n`);
  expect((await landAll(at)).counts).toEqual({ "a.csv": "3 2 0 1 0", "b.csv": "2 1 0 1 0" });
});

test("a key may be a column beyond the canonical ones", async () => {
  const at = place()
    .source(
      sourceOf(
        "entity: usage_events",
        "match: a.csv",
        "update: append",
        "key: [row_id]",
        "columns: { account_id: a, event: e, occurred_at: at, row_id: id }",
      ),
    )
    .file(
      "a.csv",
      `${head}1,a,login,2024-01-01,x\n1,b,login,2024-01-01,y\n2,a,login,2024-01-01,x\n`,
    );
  expect((await landAll(at)).counts).toEqual({ "a.csv": "3 2 0 1 0" });
});

test("a file that overlaps an earlier one adds only what is new", async () => {
  const at = events("key: [event_id]").file(
    "a.csv",
    `${head}1,a,login,2024-01-01,x\n2,a,login,2024-01-02,x\n`,
  );
  await landAll(at);
  at.file("b.csv", `${head}2,a,login,2024-01-02,x\n3,a,login,2024-01-03,x\n`);
  expect((await landAll(at)).counts["b.csv"]).toBe("2 1 0 1 0");
  // an old file sent again, with a row that came late
  at.file(
    "a.csv",
    `${head}1,a,login,2024-01-01,x\n2,a,login,2024-01-02,x\n9,a,login,2024-01-01,x\n`,
  );
  expect((await landAll(at)).counts["a.csv"]).toBe("3 1 0 2 0");
  expect((await lake(at, "event_id")).map((row) => row.event_id).sort()).toEqual([
    "1",
    "2",
    "3",
    "9",
  ]);
});

test("a file with one column more, or one less, than those before lands", async () => {
  const at = events().file("a.csv", `${head}1,a,login,2024-01-01,x\n`);
  at.file("b.csv", "id,a,e,at,page,more\n1,a,login,2024-01-01,x,\n1,a,login,2024-01-01,x,new\n");
  at.file("c.csv", "a,e,at\na,login,2024-01-01\n");
  expect((await landAll(at)).counts).toEqual({
    "a.csv": "1 1 0 0 0",
    "b.csv": "2 1 0 1 0",
    "c.csv": "1 1 0 0 0",
  });
});

test("the same bytes are no news, under any name and after any move", async () => {
  const text = `${head}1,a,login,2024-01-01,x\n`;
  const at = events().file("a.csv", text).file("b.csv", text);
  const first = await landAll(at);
  expect(first.report).toMatchObject({ landed: 1, unchanged: 1 });
  expect(first.counts).toEqual({ "a.csv": "1 1 0 0 0" });
  expect((await landAll(at)).report).toMatchObject({ landed: 0, unchanged: 2 });
  expect((await landAll(at, true)).report).toMatchObject({ landed: 0, unchanged: 2 });
});

test("a changed file under an old name is another landing, and both are kept", async () => {
  const at = events().file("a.csv", `${head}1,a,login,2024-01-01,x\n`);
  await landAll(at);
  at.file("a.csv", `${head}2,a,login,2024-01-01,x\n`);
  expect((await landAll(at)).report).toMatchObject({ landed: 1, unchanged: 0 });
  expect(await lake(at, "event_id")).toHaveLength(2);
});

test("a contract that reads a file otherwise lands it again", async () => {
  const at = events().file("a.csv", `${head}1,a,login,2024-01-01,x\n`);
  await landAll(at);
  at.source(
    sourceOf(
      "entity: usage_events",
      'match: "*.csv"',
      "update: append",
      "key: [event_id]",
      columns,
    ),
  );
  expect((await landAll(at)).report).toMatchObject({ landed: 1 });
});

const subscriptions = (...more: readonly string[]): Place =>
  place().source(
    sourceOf(
      "entity: subscriptions",
      'match: "*.csv"',
      ...more,
      "columns: { subscription_id: id, account_id: a, started_at: s, mrr: mrr, updated_at: { from: u, optional: true } }",
    ),
  );

test("of one key twice in a snapshot identical rows are one and differing ones are all bad", async () => {
  const at = subscriptions().file(
    "a.csv",
    "id,a,s,mrr\n1,a,2024-01-01,5\n1,a,2024-01-01,5\n2,a,2024-01-01,5\n2,a,2024-01-01,6\n2,a,2024-01-01,5\n3,a,2024-01-01,1\n",
  );
  const { counts, bad } = await landAll(at);
  expect(counts).toEqual({ "a.csv": "6 2 3 1 0" });
  expect(bad.map((row) => [row.line, row.reason, row.raw_text])).toEqual([
    [4, "duplicate-key", "2,a,2024-01-01,5"],
    [5, "duplicate-key", "2,a,2024-01-01,6"],
    [6, "duplicate-key", "2,a,2024-01-01,5"],
  ]);
});

test("of one key twice the times of change decide, and two of one time are bad", async () => {
  const at = subscriptions().file(
    "a.csv",
    [
      "id,a,s,mrr,u",
      "1,a,2024-01-01,5,2024-02-01",
      "1,a,2024-01-01,6,2024-03-01",
      "1,a,2024-01-01,6,2024-03-01",
      "2,a,2024-01-01,5,2024-02-01",
      "2,a,2024-01-01,6,2024-02-01",
      "3,a,2024-01-01,5,",
      "3,a,2024-01-01,6,",
      "4,a,2024-01-01,5,",
      "4,a,2024-01-01,6,2024-02-01",
    ].join("\n"),
  );
  const { counts, bad } = await landAll(at);
  expect(counts).toEqual({ "a.csv": "9 4 4 1 0" });
  expect(bad.map((row) => row.line)).toEqual([5, 6, 7, 8]);
});

test("the key of a looked-up account keeps rows of two accounts apart", async () => {
  const at = place()
    .source(
      `source: s
files:
  - { entity: subscriptions, match: s.csv, columns: { subscription_id: id, account_id: a, started_at: at } }
  - entity: milestones
    match: m.csv
    columns: { account_id: { from: sub, through: subscriptions }, milestone: m, reached_at: at }
`,
    )
    .file("s.csv", "id,a,at\n1,a,2024-01-01\n2,b,2024-01-01\n")
    .file("m.csv", "sub,m,at\n1,live,2024-02-01\n2,live,2024-03-01\n");
  expect((await landAll(at)).counts["m.csv"]).toBe("2 2 0 0 0");
});

test("a file that changes between hashing and landing is refused", async () => {
  const at = place().file("a.csv", "account_id\n1\n");
  const contract = contractOf(
    "entity: accounts",
    "match: a.csv",
    "columns: { account_id: account_id }",
  );
  const file = only(findFiles(join(at.folder, "data"), contract));
  const reading = await read(file, new Map());
  refuseChange(file, reading.stamped);
  appendFileSync(file.absolute, "2\n");
  expect(() => refuseChange(file, reading.stamped)).toThrow(
    expect.objectContaining({ code: "extract/file-changed" }),
  );
});

test("a file that grows while it is read is refused, and lands once it is still", async () => {
  const lines = Array.from({ length: 50_000 }, (_, nth) => `${nth},a,login,2024-01-01,x\n`);
  const at = events("key: [event_id]").file("a.csv", `${head}${lines.join("")}`);
  const path = join(at.folder, "data", "a.csv");
  const growing = setInterval(() => appendFileSync(path, "x,a,login,2024-01-01,x\n"), 2);
  const during = await landAll(at).finally(() => clearInterval(growing));
  expect(during.counts).toEqual({});
  expect(only(during.codes)).toMatch(/^(extract\/file-changed|stage\/rows-do-not-add-up)$/);
  expect((await landAll(at)).counts["a.csv"]).toMatch(/^5\d{4} 50001 0 \d+ 0$/);
});

test("a folder where a file should be, and a file that is gone, are no crash", async () => {
  const at = events().file("a.csv", `${head}1,a,login,2024-01-01,x\n`);
  mkdirSync(join(at.folder, "data", "b.csv"));
  expect((await landAll(at)).counts).toEqual({ "a.csv": "1 1 0 0 0" });
});

test("a file of equal size and time is known, and read again when all are hashed", async () => {
  const at = events().file("a.csv", `${head}1,a,login,2024-01-01,x\n`);
  const path = join(at.folder, "data", "a.csv");
  utimesSync(path, 1_700_000_000, 1_700_000_000);
  await landAll(at);
  at.file("a.csv", `${head}2,a,login,2024-01-01,x\n`);
  utimesSync(path, 1_700_000_000, 1_700_000_000);
  expect((await landAll(at)).report.landed).toBe(0);
  expect((await landAll(at, true)).report.landed).toBe(1);
});

test("one pass and the careful way give the same lines", async () => {
  const lines = Array.from({ length: 5_000 }, (_, nth) => `${nth},a,login,2024-01-01,x`);
  const plain = events("key: [event_id]").file("a.csv", `${head}${lines.join("\n")}\n`);
  const careful = events("key: [event_id]").file(
    "a.csv",
    `${head}${lines.join("\n")}\n9999,a,login,never,x\n`,
  );
  expect((await landAll(plain)).counts).toEqual({ "a.csv": "5000 5000 0 0 0" });
  expect((await landAll(careful)).counts).toEqual({ "a.csv": "5001 5000 1 0 0" });
  const one = await lake(plain, "event_id, file_row_number + 2 as line");
  const two = await lake(careful, "event_id, line");
  expect(one).toEqual(two);
});

test("a glob never takes a folder for all its files", async () => {
  const at = place()
    .source(
      sourceOf(
        "entity: accounts",
        'match: ["*.csv", "inner"]',
        "format: csv",
        "columns: { account_id: id }",
      ),
    )
    .file("a.csv", "id\n1\n")
    .file("inner/b.csv", "id\n2\n");
  const { counts } = await landAll(at);
  expect(counts).toEqual({ "a.csv": "1 1 0 0 0" });
});

test("files moved to another folder stay in force there", async () => {
  const at = events().file("a.csv", `${head}1,a,login,2024-01-01,x\n`);
  await landAll(at);
  mkdirSync(join(at.folder, "data", "new"));
  renameSync(join(at.folder, "data", "a.csv"), join(at.folder, "data", "new", "a.csv"));
  at.source(sourceOf("entity: usage_events", 'match: "new/*.csv"', "update: append", columns));
  const { report, counts } = await landAll(at);
  expect(report).toMatchObject({ landed: 0, unchanged: 1 });
  expect(counts).toEqual({ "new/a.csv": "1 1 0 0 0" });
});
