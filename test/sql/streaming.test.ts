import { setTimeout as pause } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import pg from "pg";
import { beforeAll, describe, expect, test } from "vitest";
import type { Serving } from "../../cube/cube.js";
import { openDatabase } from "../../pipeline/database.js";
import { encoded } from "../../pipeline/encode.js";
import { sharedGuarded } from "../cube/shared.js";
import { oneIn } from "../sampled.js";
import { connect } from "./endpoint.js";

oneIn(3);

let serving: Serving;

beforeAll(async () => {
  serving = await sharedGuarded();
});

setFlagsFromString("--expose_gc");
const collect: unknown = runInNewContext("gc");

/** Megabytes that the process holds: its heap, its buffers, and all of it with DuckDB's. */
async function held(): Promise<{ readonly own: number; readonly resident: number }> {
  for (let time = 0; time < 2; time += 1) {
    if (typeof collect === "function") collect();
    await pause(50);
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  return { own: (heapUsed + external) / 1024 ** 2, resident: rss / 1024 ** 2 };
}

// 5 million rows of a thousand bytes: five gigabytes, which nothing here could gather
const many = `select rpad(a.quarter, 1000, 'x') as wide, b.n
  from calendar a, generate_series(1, 100) as b(n)`;
const mostOwn = 32;
const mostResident = 200;

describe("a result of SQL that is read slowly", () => {
  test("is made as it is read, and never held as a whole", async () => {
    const client = await connect(serving, { ssl: false });
    const { stream } = (client as unknown as { connection: { stream: NodeJS.ReadStream } })
      .connection;
    const before = await held();
    const query = client.query(new pg.Query(many));
    const failed = new Promise<unknown>((resolve) => query.once("error", resolve));
    let rows = 0;
    const stopAt = async (wanted: number): Promise<void> => {
      await new Promise<void>((resolve) => {
        query.on("row", () => {
          rows += 1;
          if (rows < wanted) return;
          stream.pause();
          resolve();
        });
      });
      query.removeAllListeners("row");
    };
    for (const wanted of [1, 20_000]) {
      await stopAt(wanted);
      // whoever wrote on without a reader would do so now
      await pause(500);
      const now = await held();
      expect(now.own - before.own).toBeLessThan(mostOwn);
      expect(now.resident - before.resident).toBeLessThan(mostResident);
      if (wanted === 1) stream.resume();
    }
    const left = new Promise((resolve) => client.once("end", resolve));
    stream.destroy();
    await left;
    expect(await failed).toBeInstanceOf(Error);
  });
});

describe("a download that is read slowly", () => {
  // Parquet is written to a file first, by a database with a limit of memory of its own
  test.each(["csv", "arrow"] as const)("as %s is made as it is read", async (format) => {
    const database = await openDatabase(":memory:");
    // two million rows of 200 bytes that hardly compress
    const sql = `select i, repeat(md5(i::varchar), 6) as wide from range(2000000) as numbers(i)`;
    const before = await held();
    const pieces = encoded(format, database.connection, { sql });
    for (let piece = 0; piece < 4; piece += 1) expect((await pieces.next()).done).toBe(false);
    const now = await held();
    expect(now.own - before.own).toBeLessThan(mostOwn);
    expect(now.resident - before.resident).toBeLessThan(mostResident);
    await pieces.return(undefined);
    database.close();
  });
});
