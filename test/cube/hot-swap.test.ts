import { existsSync, readdirSync, readlinkSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Serving } from "../../cube/cube.js";
import type { LogEvent } from "../../pipeline/log.js";
import { isCampaign, isSample } from "../mode.js";
import { connect, textsOf } from "../sql/endpoint.js";
import { ask, graph, metaOf, rowsOf, send, serveDemo } from "./client.js";
import { makeWarehouse, point, publishBuild, writeBuild } from "./snapshot.js";

const publishes = isCampaign ? 20 : isSample ? 1 : 3;
const clients = 8;

const warehouse = makeWarehouse();
const events: LogEvent[] = [];
let serving: Serving;

beforeAll(async () => {
  await publishBuild(warehouse.folder, "r0", 1000);
  const log = (event: LogEvent) => events.push(event);
  serving = await serveDemo(warehouse.folder, { log, sql: { port: 0 } });
});
afterAll(async () => {
  await serving.close();
  warehouse.remove();
});

async function alder(): Promise<number> {
  const filters = [{ member: "account_months.account_id", operator: "equals", values: ["a1"] }];
  const [row] = await rowsOf(serving, { measures: ["account_months.mrr"], filters });
  return Number(row?.["account_months.mrr"]);
}

// asked at once over one request: the total must be made of the same build as its parts
const parts = {
  measures: ["account_months.mrr"],
  dimensions: ["account_months.account_id"],
  timeDimensions: [
    {
      dimension: "account_months.month",
      granularity: "month",
      dateRange: ["2025-03-01", "2025-03-31"],
    },
  ],
};
const whole = { ...parts, dimensions: [] };

interface Seen {
  readonly runId: string | null;
  readonly total: number;
  readonly sum: number;
}

async function look(): Promise<Seen> {
  const reply = await ask(serving, [whole, parts], { type: "multi" });
  if (reply.status !== 200) throw new Error(`${reply.status}: ${JSON.stringify(reply.body)}`);
  const results = reply.body.results as { data: Record<string, string>[] }[];
  const figures = results.map(({ data }) =>
    data.reduce((sum, row) => sum + Number(row["account_months.mrr"]), 0),
  );
  return {
    runId: reply.headers.get("x-tenure-run"),
    total: figures[0] ?? 0,
    sum: figures[1] ?? -1,
  };
}

// one statement asks twice, so a mix of builds would show in it
const bothSql = `with parts as (
    select account_id, sum(mrr) as mrr from account_months where month = $1 group by 1
  )
  select (select measure(mrr) from account_months where month = $1) as total,
    (select sum(parts.mrr) from parts) as parts`;

/** Totals and sums of their parts that a client of SQL saw, until it is told to stop. */
async function sqlClient(number: number, isOver: () => boolean): Promise<[number, number][]> {
  const client = await connect(serving, { user: "anybody", password: "" });
  const found: [number, number][] = [];
  while (!isOver()) {
    if (number % 2 === 0) {
      const [[total, parts] = []] = await textsOf(client, bothSql, ["2025-03-01"]);
      found.push([Number(total), Number(parts)]);
    } else {
      found.push(await readSlowly(client));
    }
  }
  await client.end();
  return found;
}

// a result that is read across a publish stays that of its build
async function readSlowly(client: Awaited<ReturnType<typeof connect>>): Promise<[number, number]> {
  await client.query("begin");
  await client.query(
    "declare slow cursor for select account_id, mrr from account_months where month = '2025-03-01' order by 1",
  );
  const [first] = await textsOf(client, "fetch 1 from slow");
  await pause(100);
  const rest = await textsOf(client, "fetch all from slow");
  await client.query("commit");
  const sum = [first, ...rest].reduce((total, row) => total + Number(row?.[1]), 0);
  return [Number(first?.[1]) + 500, sum];
}

setFlagsFromString("--expose_gc");
const collect: unknown = runInNewContext("gc");

interface Memory {
  readonly heap: number;
  /** Of the whole process: DuckDB's share is in no heap. */
  readonly resident: number;
}

async function megabytes(): Promise<Memory> {
  if (typeof collect === "function") collect();
  await pause(200);
  if (typeof collect === "function") collect();
  const { heapUsed, rss } = process.memoryUsage();
  return { heap: heapUsed / 1024 ** 2, resident: rss / 1024 ** 2 };
}

function openBuilds(): string[] {
  return readdirSync("/proc/self/fd").flatMap((fd) => {
    try {
      const target = readlinkSync(join("/proc/self/fd", fd));
      return target.includes(join(warehouse.folder, "builds")) ? [target] : [];
    } catch {
      return []; // closed while we looked
    }
  });
}

/** Waits for a condition; gives how long after the start it was last put and did not hold. */
async function until(condition: () => Promise<boolean>, milliseconds: number): Promise<number> {
  const begun = performance.now();
  let lastFailed = 0;
  for (;;) {
    const putAt = performance.now() - begun;
    if (await condition()) return lastFailed;
    if (putAt > milliseconds) throw new Error(`not within ${milliseconds} ms`);
    lastFailed = putAt;
    await pause(10);
  }
}

describe(`over ${publishes} publishes under ${clients} clients of REST and as many of SQL`, () => {
  const seen: Seen[] = [];
  const seenBySql: [number, number][] = [];
  let before: Memory;
  const failures: unknown[] = [];
  const delays: number[] = [];

  beforeAll(async () => {
    let isOver = false;
    // what is loaded and compiled once is no leak
    await look();
    await (await connect(serving, { user: "anybody", password: "" })).end();
    before = await megabytes();
    const client = async (number: number): Promise<void> => {
      while (!isOver) {
        const answer = number % 4 === 3 ? graphLook() : look().then((one) => seen.push(one));
        await answer.catch((error: unknown) => failures.push(error));
      }
    };
    const graphLook = async (): Promise<void> => {
      const reply = await graph(serving, "{ cube { accounts { mrr } } }");
      if (reply.status !== 200) throw new Error(JSON.stringify(reply.body));
    };
    const running = Array.from({ length: clients }, (_, number) => client(number));
    const asking = Array.from({ length: clients }, (_, number) =>
      sqlClient(number, () => isOver).then(
        (found) => seenBySql.push(...found),
        (error: unknown) => failures.push(error),
      ),
    );
    for (let run = 1; run <= publishes; run += 1) {
      await writeBuild(warehouse.folder, `r${run}`, 1000 + run);
      await pause(300);
      point(warehouse.folder, `r${run}`);
      // what the pipeline's clean-up does to builds beyond those it keeps
      if (run > 1) rmSync(join(warehouse.folder, "builds", `r${run - 2}.duckdb`));
      delays.push(await until(async () => (await alder()) === 1000 + run, 10_000));
    }
    isOver = true;
    await Promise.all([...running, ...asking]);
    await until(async () => openBuilds().every((path) => path.includes(`r${publishes}.`)), 3000);
  });

  test("no query fails", () => {
    expect(failures).toEqual([]);
    expect(events).toEqual([]);
    expect(seen.length).toBeGreaterThan(publishes);
  });

  test("whoever asks a second after a publish sees the new figures", () => {
    for (const delay of delays) expect(delay).toBeLessThan(1000);
  });

  test("every answer is of one build, the one it names", () => {
    for (const { runId, total, sum } of seen) {
      expect(total).toBe(sum);
      expect(runId).toBe(`r${total - 500 - 1000}`);
    }
  });

  test("every result over SQL is of one build, also one that is read across a publish", () => {
    for (const [total, parts] of seenBySql) {
      expect(total).toBe(parts);
      expect(total).toBeGreaterThanOrEqual(1500);
      expect(total).toBeLessThanOrEqual(1500 + publishes);
    }
    expect(new Set(seenBySql.map(([total]) => total)).size).toBeGreaterThan(publishes / 2);
  });

  // a build that stayed would keep its answers, plans and orchestrator, and DuckDB's memory of it:
  // megabytes for each; allocators give back seconds later what sixteen clients needed at once
  test("memory is back to its level", async () => {
    const soon = { timeout: 20_000, interval: 500 };
    const risen = async (part: keyof Memory) => (await megabytes())[part] - before[part];
    await expect.poll(() => risen("heap"), soon).toBeLessThan(20);
    await expect.poll(() => risen("resident"), soon).toBeLessThan(100);
  });

  test("the files of old builds are closed", async () => {
    await until(async () => openBuilds().every((path) => path.includes(`r${publishes}.`)), 3000);
    expect(openBuilds().length).toBeGreaterThan(0);
  });

  test("the published build answers after its own file was deleted", async () => {
    rmSync(join(warehouse.folder, "builds", `r${publishes}.duckdb`));
    expect(await alder()).toBe(1000 + publishes);
    expect((await send(`${serving.url}/healthz`)).body.run_id).toBe(`r${publishes}`);
  });
});

test("a published file that cannot be opened leaves the build before it in service", async () => {
  const before = await alder();
  point(warehouse.folder, "missing");
  await pause(150);
  expect(await alder()).toBe(before);
  expect(events.map(({ message }) => message)).toContain(
    "cannot open the published build, the one before it is still served",
  );
  expect(existsSync(join(warehouse.folder, "builds", "missing.duckdb"))).toBe(false);
});

test("an old build can be published again", async () => {
  await publishBuild(warehouse.folder, "again", 1111);
  await until(async () => (await alder()) === 1111, 2000);
  await publishBuild(warehouse.folder, "newer", 2222);
  await until(async () => (await alder()) === 2222, 2000);
  point(warehouse.folder, "again");
  await until(async () => (await alder()) === 1111, 2000);
});

async function statedCurrencies(): Promise<unknown[]> {
  const views = await metaOf(serving);
  const members = views.flatMap(({ measures, dimensions }) => [...measures, ...dimensions]);
  return ["account_months.mrr", "accounts.arr", "mrr_movements.amount", "account_months.seats"].map(
    (name) => members.find((member) => member.name === name)?.meta?.currency,
  );
}

test("money names the reporting currency of the build that is published", async () => {
  await publishBuild(warehouse.folder, "dollars", 3001);
  await until(async () => (await alder()) === 3001, 2000);
  expect(await statedCurrencies()).toEqual(["USD", "USD", "USD", undefined]);
  await publishBuild(warehouse.folder, "euros", 3002, "EUR");
  await until(async () => (await alder()) === 3002, 2000);
  expect(await statedCurrencies()).toEqual(["EUR", "EUR", "EUR", undefined]);
  const { body } = await ask(serving, { measures: ["account_months.mrr"] });
  expect(body.annotation).toMatchObject({
    measures: { "account_months.mrr": { meta: { currency: "EUR" } } },
  });
});
