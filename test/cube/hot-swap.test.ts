import { existsSync, readdirSync, readlinkSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Serving } from "../../cube/cube.js";
import type { LogEvent } from "../../pipeline/log.js";
import { ask, graph, metaOf, rowsOf, send, serveDemo } from "./client.js";
import { makeWarehouse, point, publishBuild, writeBuild } from "./snapshot.js";

const publishes = process.env.TENURE_CAMPAIGN === "full" ? 24 : 3;
const clients = 8;

const warehouse = makeWarehouse();
const events: LogEvent[] = [];
let serving: Serving;

beforeAll(async () => {
  await publishBuild(warehouse.folder, "r0", 1000);
  serving = await serveDemo(warehouse.folder, { log: (event) => events.push(event) });
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

describe(`over ${publishes} publishes under ${clients} clients`, () => {
  const seen: Seen[] = [];
  const failures: unknown[] = [];
  const delays: number[] = [];

  beforeAll(async () => {
    let isOver = false;
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
    for (let run = 1; run <= publishes; run += 1) {
      await writeBuild(warehouse.folder, `r${run}`, 1000 + run);
      await pause(300);
      point(warehouse.folder, `r${run}`);
      // what the pipeline's clean-up does to builds beyond those it keeps
      if (run > 1) rmSync(join(warehouse.folder, "builds", `r${run - 2}.duckdb`));
      delays.push(await until(async () => (await alder()) === 1000 + run, 10_000));
    }
    isOver = true;
    await Promise.all(running);
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
