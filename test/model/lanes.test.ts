import { expect, test } from "vitest";
import { rows } from "../../pipeline/database.js";
import { silent } from "../../pipeline/log.js";
import { inLanes } from "../../pipeline/model/lanes.js";
import { buildModels } from "../../pipeline/model/model.js";
import { everyMonth, recomputing } from "../../pipeline/model/recompute.js";
import { scratchWith } from "./scratch.js";

const scratch = scratchWith(`
    create schema config; create schema core; create schema staging;
    create table config.run (as_of timestamp, recompute_from date);
    insert into config.run values ('2024-04-01', '0001-01-01');
    create table staging.events (month date, number integer);
    insert into staging.events
    select date '2024-01-01' + to_months((i % 3)::integer), i from range(30) as numbers (i)`);

async function build({ full }: { readonly full: boolean }) {
  const changed = new Map([["staging.events", "2024-03-01"]]);
  const beside = [await scratch.database.connect(), await scratch.database.connect()];
  try {
    return await buildModels(scratch.database.connection, {
      folder: scratch.folder,
      log: silent,
      full,
      changed,
      beside,
    });
  } finally {
    for (const one of beside) one.closeSync();
  }
}

/** Something to wait for, and the way to end the waiting. */
function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

test("what rests on nothing unfinished is begun while others are made, in the order given", async () => {
  const inputs: Readonly<Record<string, readonly string[]>> = { c: ["a"], d: ["b", "c"] };
  const story: string[] = [];
  const [duringB, afterC] = [gate(), gate()];
  await inLanes([scratch.database.connection, await scratch.database.connect()], {
    order: ["a", "b", "c", "d"],
    inputsOf: (name) => inputs[name] ?? [],
    bringUpToDate: async (name) => {
      story.push(`${name} begins`);
      if (name === "b") duringB.open();
      if (name === "a") await duringB.opened;
      if (name === "b") await afterC.opened;
      story.push(`${name} ends`);
      if (name === "c") afterC.open();
    },
  });
  expect(story).toEqual([
    ...["a begins", "b begins", "a ends", "c begins", "c ends", "b ends"],
    ...["d begins", "d ends"],
  ]);
});

test("after an error nothing is begun, and what was begun is waited for", async () => {
  const story: string[] = [];
  const afterA = gate();
  const work = inLanes([scratch.database.connection, await scratch.database.connect()], {
    order: ["a", "b", "c"],
    inputsOf: (name) => (name === "c" ? ["a"] : []),
    bringUpToDate: async (name) => {
      if (name === "b") await afterA.opened;
      if (name === "a") {
        setImmediate(afterA.open);
        throw new Error("no a");
      }
      story.push(name);
    },
  });
  await expect(work).rejects.toThrow("no a");
  expect(story).toEqual(["b"]);
});

test("models made at the same time each find the month from which they are made again", async () => {
  const { connection } = scratch.database;
  const recompute = recomputing({ isShared: true });
  const lanes = [connection, await scratch.database.connect(), await scratch.database.connect()];
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
  scratch.model("core/base.sql", "staging.events", "select month, number from staging.events");
  for (const [index, letter] of ["a", "b", "c", "d"].entries()) {
    scratch.model(
      `core/${letter}.sql`,
      "config.run, core.base",
      `select month, number * ${index} as times, number from core.base
       where month >= (select recompute_from from config.run)`,
      "incremental: month\n",
    );
  }
  scratch.model(
    "core/all.sql",
    "core.a, core.d",
    "select a.number, a.times + d.times as sum from core.a join core.d using (number)",
  );
  await build({ full: true });
  await scratch.database.connection.run(
    "insert into staging.events values ('2024-03-01', 1000); delete from staging.events where number = 29",
  );
  const { models } = await build({ full: false });
  expect(models.map(({ model, kind }) => `${kind} ${model}`)).toEqual([
    ...["rebuilt core.base", "months core.a", "months core.d", "rebuilt core.all"],
    ...["months core.b", "months core.c"],
  ]);
  const found = await rows(
    scratch.database.connection,
    "select count(*)::integer as n, max(sum)::integer as most from core.all",
  );
  // 30 numbers, one gone and one come; a is 0 times and d 3 times its number
  expect(found).toEqual([{ n: 30, most: 3000 }]);
  const [run] = await rows(
    scratch.database.connection,
    "select recompute_from::varchar as month from config.run",
  );
  expect(run).toEqual({ month: everyMonth });
});
