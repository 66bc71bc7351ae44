import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Database, openDatabase, rows } from "../../pipeline/database.js";
import { silent } from "../../pipeline/log.js";
import { inLanes } from "../../pipeline/model/lanes.js";
import { buildModels } from "../../pipeline/model/model.js";
import { everyMonth, recomputing } from "../../pipeline/model/recompute.js";

let folder: string;
let database: Database;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "models-"));
  mkdirSync(join(folder, "core"));
  database = await openDatabase(":memory:");
  await database.connection.run(`
    create schema config; create schema core; create schema staging;
    create table config.run (as_of timestamp, recompute_from date);
    insert into config.run values ('2024-04-01', '0001-01-01');
    create table staging.events (month date, number integer);
    insert into staging.events
    select date '2024-01-01' + to_months((i % 3)::integer), i from range(30) as numbers (i)`);
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

function write(name: string, source: string, select: string, more = ""): void {
  const header = `grain: [number]\nsays: Numbers.\nsource: [${source}]\n${more}`;
  writeFileSync(join(folder, "core", `${name}.sql`), `/*---\n${header}---*/\n${select}`);
}

async function build({ full }: { readonly full: boolean }) {
  const changed = new Map([["staging.events", "2024-03-01"]]);
  const beside = [await database.connect(), await database.connect()];
  try {
    return await buildModels(database.connection, { folder, log: silent, full, changed, beside });
  } finally {
    for (const one of beside) one.closeSync();
  }
}

const sleep = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));

test("what rests on nothing unfinished is begun while others are made, in the order given", async () => {
  const inputs: Readonly<Record<string, readonly string[]>> = { c: ["a"], d: ["b", "c"] };
  const story: string[] = [];
  await inLanes([database.connection, await database.connect()], {
    order: ["a", "b", "c", "d"],
    inputsOf: (name) => inputs[name] ?? [],
    bringUpToDate: async (name) => {
      story.push(`${name} begins`);
      await sleep(name === "b" ? 60 : 10);
      story.push(`${name} ends`);
    },
  });
  expect(story).toEqual([
    ...["a begins", "b begins", "a ends", "c begins", "c ends", "b ends"],
    ...["d begins", "d ends"],
  ]);
});

test("after an error nothing is begun, and what was begun is waited for", async () => {
  const story: string[] = [];
  const work = inLanes([database.connection, await database.connect()], {
    order: ["a", "b", "c"],
    inputsOf: (name) => (name === "c" ? ["a"] : []),
    bringUpToDate: async (name) => {
      await sleep(name === "b" ? 60 : 10);
      if (name === "a") throw new Error("no a");
      story.push(name);
    },
  });
  await expect(work).rejects.toThrow("no a");
  expect(story).toEqual(["b"]);
});

test("models made at the same time each find the month from which they are made again", async () => {
  const { connection } = database;
  const recompute = recomputing({ isShared: true });
  const lanes = [connection, await database.connect(), await database.connect()];
  const months = ["2024-02-01", everyMonth, "2024-03-01", "2024-02-01", everyMonth];
  const name = (round: number, lane: number) => `core.found_${round}_${lane}`;
  for (let round = 0; round < 20; round += 1) {
    const monthOf = (lane: number) => months[(round + lane) % months.length] ?? everyMonth;
    await Promise.all(
      lanes.map((lane, index) =>
        recompute(lane, monthOf(index), [
          `create table ${name(round, index)} (number integer)`,
          `create or replace table ${name(round, index)} as
           select number, recompute_from from staging.events cross join config.run`,
        ]),
      ),
    );
    for (const index of lanes.keys()) {
      const found = await rows(
        connection,
        `select distinct recompute_from::varchar as month from ${name(round, index)}`,
      );
      expect(found).toEqual([{ month: monthOf(index) }]);
    }
  }
});

test("a model made again from a month on, beside others, is as a full build makes it", async () => {
  write("base", "staging.events", "select month, number from staging.events");
  for (const [index, letter] of ["a", "b", "c", "d"].entries()) {
    write(
      letter,
      "config.run, core.base",
      `select month, number * ${index} as times, number from core.base
       where month >= (select recompute_from from config.run)`,
      "incremental: month\n",
    );
  }
  write(
    "all",
    "core.a, core.d",
    "select a.number, a.times + d.times as sum from core.a join core.d using (number)",
  );
  await build({ full: true });
  await database.connection.run(
    "insert into staging.events values ('2024-03-01', 1000); delete from staging.events where number = 29",
  );
  const { models } = await build({ full: false });
  expect(models.map(({ model, kind }) => `${kind} ${model}`)).toEqual([
    ...["rebuilt core.base", "months core.a", "months core.d", "rebuilt core.all"],
    ...["months core.b", "months core.c"],
  ]);
  const found = await rows(
    database.connection,
    "select count(*)::integer as n, max(sum)::integer as most from core.all",
  );
  // 30 numbers, one gone and one come; a is 0 times and d 3 times its number
  expect(found).toEqual([{ n: 30, most: 3000 }]);
  const [run] = await rows(
    database.connection,
    "select recompute_from::varchar as month from config.run",
  );
  expect(run).toEqual({ month: everyMonth });
});
