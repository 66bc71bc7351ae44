import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Serving } from "../../cube/cube.js";
import { token } from "../cube/client.js";
import { sharedGuarded } from "../cube/shared.js";
import { connect, csmLogin, textsOf } from "./endpoint.js";

let serving: Serving;
let client: pg.Client;

beforeAll(async () => {
  serving = await sharedGuarded();
  client = await connect(serving);
});
afterAll(() => client.end());

/** How many answers were in memory, and how many were not. */
async function sought(): Promise<{ readonly hits: number; readonly misses: number }> {
  const response = await fetch(`${serving.url}/metrics`, {
    headers: { authorization: `Bearer ${token({ role: "admin" })}` },
  });
  const text = await response.text();
  const count = (outcome: string): number => {
    const pattern = new RegExp(
      `^tenure_cache_requests_total\\{outcome="${outcome}"\\} (\\d+)`,
      "m",
    );
    return Number(pattern.exec(text)?.[1] ?? 0);
  };
  return { hits: count("hit"), misses: count("miss") };
}

/** What was sought in memory while this was done. */
async function soughtBy(work: () => Promise<unknown>) {
  const before = await sought();
  await work();
  const after = await sought();
  return { hits: after.hits - before.hits, misses: after.misses - before.misses };
}

test("a question that was asked before is answered from memory, with the same bytes", async () => {
  const sql = "select name, mrr, region from accounts order by mrr desc, name";
  const first = await textsOf(client, sql);
  expect(first.length).toBeGreaterThan(3);
  const again = async () => expect(await textsOf(client, sql)).toEqual(first);
  expect(await soughtBy(again)).toEqual({ hits: 1, misses: 0 });
});

test("other values, and values in another form, are another question", async () => {
  const sql = "select account_id, tier from account_months where account_id = $1 and month = $2";
  const of = (account: string) => textsOf(client, sql, [account, "2025-01-01"]);
  const first = await of("a1");
  const asked: pg.QueryConfig & { binary: boolean } = {
    text: sql,
    values: ["a1", "2025-01-01"],
    binary: true,
  };
  const others = async () => {
    expect((await of("a2"))[0]?.[0]).toBe("a2");
    const { rows } = await client.query<{ tier: number }>(asked);
    expect(rows.map(({ tier }) => String(tier))).toEqual(first.map(([, tier]) => tier));
  };
  expect(await soughtBy(others)).toEqual({ hits: 0, misses: 2 });
  expect(await of("a1")).toEqual(first);
});

test("nobody is answered with rows that were kept for another", async () => {
  const sql = "select count(*) as accounts_of_the_reader from accounts";
  expect(await textsOf(client, sql)).toEqual([["5"]]);
  const csm = await connect(serving, csmLogin);
  expect(await textsOf(csm, sql)).toEqual([["2"]]);
  expect(await textsOf(csm, sql)).toEqual([["2"]]);
  expect(await textsOf(client, sql)).toEqual([["5"]]);
  await csm.end();
});

test("what tells the time is answered anew", async () => {
  const sql = "select name, current_timestamp from accounts order by name limit 1";
  const first = await textsOf(client, sql);
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect((await textsOf(client, sql))[0]?.[1]).not.toBe(first[0]?.[1]);
});

test("a result that is read step by step, or is long, is not kept", async () => {
  const steps: pg.QueryConfig & { rows: number } = {
    text: "select name from accounts order by region, name",
    rows: 2,
  };
  const long = "select g.n, a.name from accounts a, generate_series(1, 5000) as g(n)";
  const once = async () => {
    expect((await client.query(steps)).rows).toHaveLength(5);
    expect((await client.query(long)).rows).toHaveLength(25_000);
  };
  const twice = async () => {
    await once();
    await once();
  };
  // the long one is sought, and not found
  expect(await soughtBy(twice)).toEqual({ hits: 0, misses: 2 });
});
