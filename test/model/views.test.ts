import { expect, test } from "vitest";
import { rows } from "../../pipeline/database.js";
import { silent } from "../../pipeline/log.js";
import { buildModels } from "../../pipeline/model/model.js";
import { scratchWith } from "./scratch.js";

const scratch = scratchWith(`
    create schema config; create schema staging;
    create table config.run (as_of timestamp, recompute_from date);
    insert into config.run values ('2024-01-01', '2023-12-01');
    create table staging.numbers (number integer, month date);
    insert into staging.numbers values (1, '2023-11-01'), (2, '2023-12-01')`);

const view = "view: true\nincremental: month\nchecks: [number > 0]\n";
const doubled = "select number * 2 as number, month from staging.numbers";

function modelsOf(header = view): void {
  scratch.model("core/a.sql", "staging.numbers", doubled, header);
  const counted = "select count(*)::integer as number from core.a";
  scratch.model("core/b.sql", "core.a", counted);
}

const build = (changed: ReadonlyMap<string, string> = new Map(), full = false) =>
  buildModels(scratch.database.connection, { folder: scratch.folder, log: silent, full, changed });

const select = (sql: string) => rows(scratch.database.connection, sql);

const kindOf = async () => {
  const [found] = await select(
    "select table_type as kind from information_schema.tables where table_name = 'a'",
  );
  return found?.["kind"];
};

test("a view stores no rows and keeps its promises like a table", async () => {
  modelsOf();
  const { models, findings } = await build();
  expect(await kindOf()).toBe("VIEW");
  expect(await select("select number from core.a order by number")).toEqual([
    { number: 2 },
    { number: 4 },
  ]);
  expect(models).toMatchObject([
    { model: "core.a", kind: "rebuilt", rows: 2 },
    { model: "core.b", kind: "rebuilt", rows: 1 },
  ]);
  expect(findings.map(({ rule }) => rule)).toContain("number > 0");
  await scratch.database.connection.run("insert into staging.numbers values (-1, '2023-12-01')");
  const broken = await build(new Map([["staging.numbers", "2023-12-01"]]));
  expect(broken.findings.find(({ rule }) => rule === "number > 0")).toMatchObject({
    violations: 1,
    sample: [{ number: -2 }],
  });
});

test("a view changes when what it rests on does, and from that month on", async () => {
  modelsOf();
  await build();
  expect((await build()).models.map(({ kind }) => kind)).toEqual(["kept", "kept"]);
  await scratch.database.connection.run("insert into staging.numbers values (3, '2023-12-01')");
  expect((await build(new Map([["staging.numbers", "2023-12-01"]]))).models).toMatchObject([
    { model: "core.a", kind: "months", from: "2023-12-01", rows: 2 },
    { model: "core.b", kind: "rebuilt" },
  ]);
  expect(await select("select number from core.b")).toEqual([{ number: 3 }]);
});

test.each([
  ["a table becomes a view", "", view, "VIEW"],
  ["a view becomes a table", view, "", "BASE TABLE"],
])("%s when its header says so", async (_, before, after, kind) => {
  modelsOf(before);
  await build();
  modelsOf(after);
  await build();
  expect(await kindOf()).toBe(kind);
  expect(await select("select number from core.a order by number")).toEqual([
    { number: 2 },
    { number: 4 },
  ]);
});

test("a full build begins with neither tables nor views of before", async () => {
  modelsOf();
  await build();
  expect((await build(new Map(), true)).models.map(({ kind }) => kind)).toEqual([
    "rebuilt",
    "rebuilt",
  ]);
});

test("a view that asks for the months of a run is refused: it is read after the run", async () => {
  const sql = `${doubled} where month >= (select recompute_from from config.run)`;
  scratch.model("core/a.sql", "staging.numbers, config.run", sql, view);
  await expect(build()).rejects.toMatchObject({
    code: "model/bad-header",
    message: "models/core/a.sql: a view reads config.run.recompute_from",
  });
});
