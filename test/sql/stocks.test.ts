import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import type { Serving } from "../../cube/cube.js";
import { metaOf, rowsOf, token } from "../cube/client.js";
import { passwords, sharedGuarded } from "../cube/shared.js";
import { oneIn } from "../sampled.js";
import { connect, textsOf } from "./endpoint.js";

oneIn(2);

let serving: Serving;

beforeAll(async () => {
  serving = await sharedGuarded();
});

describe("a stock", () => {
  const additivity = z.object({ additivity: z.object({ time: z.enum(["last", "first"]) }) });
  const number = (value: unknown) =>
    value === null ? null : Number(Number(value).toPrecision(12));

  test("of any view is over all months what REST says, by MEASURE and by SUM, and never a sum", async () => {
    const client = await connect(serving, { user: "ada", password: passwords.ada });
    const admin = token({ role: "admin" });
    let summed = 0;
    for (const { name: view, measures } of await metaOf(serving, admin)) {
      const stocks = measures.filter(({ meta }) => additivity.safeParse(meta).success);
      if (stocks.length === 0) continue;
      const names = stocks.map(({ name }) => name.replace(`${view}.`, ""));
      const [rest] = await rowsOf(serving, { measures: stocks.map(({ name }) => name) }, admin);
      const expected = names.map((name) => number(rest?.[`${view}.${name}`] ?? null));
      const asked = (aggregate: string, of: readonly string[]) =>
        textsOf(client, `select ${of.map((name) => `${aggregate}(${name})`)} from ${view}`);
      const [measured = []] = await asked("measure", names);
      expect([view, measured.map(number)]).toEqual([view, expected]);
      const sums = stocks.filter(({ aggType }) => aggType === "sum");
      if (sums.length === 0) continue;
      const [row = []] = await asked(
        "sum",
        sums.map(({ name }) => name.replace(`${view}.`, "")),
      );
      const parts = sums.map((one) => expected[stocks.indexOf(one)]);
      expect([view, row.map(number)]).toEqual([view, parts]);
      summed += sums.length;
    }
    expect(summed).toBeGreaterThan(10);
    await client.end();
  });

  test("is not summed over months by a tool that selects rows in a sub-query first", async () => {
    const client = await connect(serving);
    // March: 1200 + 300 in EMEA, 150 in AMER, 50 in APAC
    for (const from of [
      "(select region, mrr from account_months) as t",
      "(select * from account_months) as t",
      "(select month, region, mrr from account_months where tier is not null) as t",
    ]) {
      const sql = `select region, sum(mrr) from ${from} group by 1 order by 1`;
      expect([from, await textsOf(client, sql)]).toEqual([
        from,
        [
          ["AMER", "150.0000"],
          ["APAC", "50.0000"],
          ["EMEA", "1500.0000"],
        ],
      ]);
    }
    await client.end();
  });
});
