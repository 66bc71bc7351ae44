import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openParser } from "../../cube/sql/parser.js";
import { planData } from "../../cube/sql/plan.js";
import { isRefusal, stateOf } from "../../cube/sql/refusal.js";
import { statementsOf } from "../../cube/sql/tokens.js";
import { commandOf } from "../../cube/wire/commands.js";
import { oneIn } from "../sampled.js";
import { attacks } from "./attacks.js";
import { admin, csm, type Layer, openLayer } from "./semantic.js";

oneIn(5);

let layer: Layer;
beforeAll(async () => {
  layer = await openLayer();
});
afterAll(() => layer.close());

async function refusalOf(sql: string, identity = admin): Promise<string> {
  const error = await layer.plan(sql, identity).catch((caught: unknown) => caught);
  if (!isRefusal(error)) throw new Error(`planned, or failed in another way: ${String(error)}`);
  return `${stateOf(error)} ${error.message}`;
}

// figures of test/cube/snapshot.ts: on 2025-03 a1 has 1200, a2 300, a4 150 and a5 50; EMEA is a1 and
// a2, AMER a3 and a4, APAC a5; in 2025-02 the same without a5; in 2024-12 1000 + 500 + 800 + 0
describe("a query over a view", () => {
  test.each<[string, unknown[][]]>([
    [
      "select region, measure(mrr) from account_months group by 1 order by 2 desc limit 2",
      [
        ["EMEA", "1500.0000"],
        ["AMER", "150.0000"],
      ],
    ],
    ["select SUM(MRR) from Account_Months", [["1700.0000"]]],
    [
      "select month, sum(mrr) as mrr from account_months where month < '2025-01-01' group by month order by month",
      [
        ["2024-11-01", "1600.0000"],
        ["2024-12-01", "2300.0000"],
      ],
    ],
    // 7 rows in November and December, 13 in the first quarter
    [
      "select date_trunc('quarter', month) as quarter, count(*), sum(mrr) from account_months group by 1 order by 1",
      [
        ["2024-10-01 00:00:00", "7", "2300.0000"],
        ["2025-01-01 00:00:00", "13", "1700.0000"],
      ],
    ],
    [
      "select extract(year from month), extract(month from month), sum(mrr) from account_months where month >= date '2025-02-01' group by 1, 2 order by 2",
      [
        ["2025", "2", "1650.0000"],
        ["2025", "3", "1700.0000"],
      ],
    ],
    [
      "select count(distinct account_id), max(tier), min(month) from account_months",
      [["5", 3, "2024-11-01"]],
    ],
    ["select count(*) from accounts where mrr_share is null", "refused" as never],
    [
      "select account_id, mrr, seats from account_months where month = '2025-03-01' and mrr > 100 order by mrr",
      [
        ["a4", "150.0000", "3"],
        ["a2", "300.0000", "6"],
        ["a1", "1200.0000", "25"],
      ],
    ],
    [
      "select region, sum(mrr) from account_months group by region having sum(mrr) > 100 order by region",
      [
        ["AMER", "150.0000"],
        ["EMEA", "1500.0000"],
      ],
    ],
    [
      "select lower(region), sum(mrr) from account_months group by lower(region) order by 1",
      [
        ["amer", "150.0000"],
        ["apac", "50.0000"],
        ["emea", "1500.0000"],
      ],
    ],
    ["select distinct region from accounts order by region desc", [["EMEA"], ["APAC"], ["AMER"]]],
    [
      "with emea as (select * from account_months where region = 'EMEA') select sum(emea.mrr) from emea",
      [["1500.0000"]],
    ],
    [
      "select t.where_ from (select region as where_, mrr from account_months) as t group by 1 having sum(t.mrr) > 1000",
      [["EMEA"]],
    ],
    [
      "select month, sum(sum(mrr)) over (order by month) from account_months where month < '2025-01-01' group by month order by month",
      [
        ["2024-11-01", "1600.0000"],
        ["2024-12-01", "3900.0000"],
      ],
    ],
    [
      "select name from accounts where region = 'APAC' union all select 'x' union all select region from accounts where name = 'Alder'",
      [["Elm"], ["x"], ["EMEA"]],
    ],
    [
      "select a.name, m.mrr from accounts a join (select account_id, sum(mrr) as mrr from account_months group by 1) m using (account_id) where m.mrr > 200 order by 1",
      [
        ["Alder", "1200.0000"],
        ["Birch", "300.0000"],
      ],
    ],
    [
      "select region, sum(mrr) from account_months where account_id in (select account_id from accounts where name like 'A%') group by 1",
      [["EMEA", "1200.0000"]],
    ],
    [
      "select name from accounts as a where exists (select 1 from mrr_movements as m where m.account_id = a.account_id and m.movement = 'reactivation')",
      [["Dogwood"]],
    ],
    ["select count(*) filter (where region = 'AMER'), count(*) from accounts", [["2", "5"]]],
    [
      "select 2e0 / 3, 12345678901234567890, 1.10 from accounts limit 1",
      [[0.6666666666666666, "12345678901234567890", "1.10"]],
    ],
  ])("%s", async (sql, expected) => {
    if ((expected as unknown) === "refused") {
      expect(await refusalOf(sql)).toMatch(/^42803 "mrr_share" is a measure/);
    } else {
      expect(await layer.rows(sql)).toEqual(expected);
    }
  });

  // a stock is read in the last month that fulfils the condition: December 2024, then January 2025
  test.each([
    ["month <= '2024-12-31'", "2300.0000"],
    ["month between '2024-11-01' and '2025-01-31'", "2500.0000"],
    ["'2025-02-01' > month", "2500.0000"],
    ["month in ('2024-11-01', '2024-12-01')", "2300.0000"],
    ["month = date '2024-11-01'", "1600.0000"],
    ["is_closed", "1650.0000"],
    ["is_closed = true and month < '2025-02-01'", "2500.0000"],
    ["month < cast('2025-01-01' as timestamp) + interval 1 month", "2500.0000"],
  ])("MRR where %s is that of the last month there", async (condition, expected) => {
    const sql = `select measure(mrr) from account_months where ${condition}`;
    expect(await layer.rows(sql)).toEqual([[expected]]);
  });

  test.each([
    ["select sum(mrr) from account_months where month = '2025-01-01' or region = 'EMEA'", /^0A000/],
    ["select extract(month from month), sum(mrr) from account_months group by 1", /^42803/],
    ["select strftime(month, '%Y'), sum(mrr) from account_months group by 1", /^42803/],
    ["select sum(arpa) from account_months", /^42803 the measure .* is no SUM/],
    ["select avg(mrr) from account_months", /^42803/],
    ["select mrr, count(*) from account_months group by mrr", /^42803 "mrr" is a measure/],
    ["select region, sum(mrr) from account_months", /^42803 column "region" must appear/],
    ["select a.mrr from accounts a join account_months m using (account_id)", /^0A000 the measure/],
    [
      "select measure(mrr) from accounts a join account_months m using (account_id)",
      /^42803|^0A000/,
    ],
    ["select * from nothing join accounts on true", /^42P01 relation "nothing" does not exist/],
    ["select sum(mrr) from account_months where nothing = 1", /^42703 column "nothing"/],
    ["with accounts as (select 1) select * from account_months, accounts", /^42501 WITH may not/],
  ])("%s is refused", async (sql, expected) => {
    expect(await refusalOf(sql)).toMatch(expected);
  });

  // the mean of one account's score is that account's own
  test("for rows gives a measure that is an aggregate as it is over that one row", async () => {
    const found = await layer.rows("select experience_score, experience_average from accounts");
    const numbers = found.map((row) => row.map((value) => (value === null ? null : Number(value))));
    for (const [own, mean] of numbers) expect(mean).toBe(own);
    expect(numbers.filter(([own]) => own !== null).length).toBeGreaterThan(1);
  });

  test("for all columns of any view is answered, row by row", async () => {
    const { views } = await layer.semanticsOf(admin, layer.lease);
    const failed: string[] = [];
    for (const name of views.keys()) {
      const told = (error: unknown) => failed.push(`${name}: ${String(error).slice(0, 200)}`);
      await layer.rows(`select * from ${name} limit 2`).catch(told);
    }
    expect(failed).toEqual([]);
    expect(views.size).toBeGreaterThan(40);
  });

  test("a csm gets the rows and totals of their own accounts", async () => {
    const sql = "select sum(mrr), count(*) from account_months";
    expect(await layer.rows(sql, csm)).toEqual([["1500.0000", "10"]]);
    expect(await layer.rows("select name from accounts order by 1", csm)).toEqual([
      ["Alder"],
      ["Birch"],
    ]);
    expect(await refusalOf("select sum(mrr_share) from account_months", csm)).toMatch(/^42703/);
    expect(await refusalOf("select * from runs, accounts", csm)).toMatch(/^42P01/);
  });

  test("no text of a user's is in what Cube is asked", async () => {
    const semantics = await layer.semanticsOf(csm, layer.lease);
    const asked: string[] = [];
    const watching = {
      ...semantics,
      compile: (query: Parameters<typeof semantics.compile>[0]) => {
        asked.push(JSON.stringify(query));
        return semantics.compile(query);
      },
    };
    const evil = "x`$" + "{process.exit(1)}\\$0$?";
    const sql = `select concat(region, '${evil}'), sum(mrr) from account_months where plan <> '${evil}' group by 1`;
    const parser = await openParser();
    const statement = await parser.parse(sql);
    const options = { parser, semantics: watching, reserved: new Set<string>() };
    const planned = await planData(statement, { ...options, parameterTypes: [] });
    expect(planned).toContain(evil);
    expect(asked).toHaveLength(1);
    expect(asked.join()).toContain("tenure_slot_0($" + "{account_months.region})");
    expect(asked.join()).not.toMatch(/exit|\?|`/);
  });

  // Casey's accounts are Alder and Birch; "Cedar" is not a number and would say so
  test("a calculation that fails on a row of somebody else does not tell of it", async () => {
    for (const sql of [
      "select name from accounts where case when name = 'Cedar' then cast(name as integer) else 1 end = 1",
      "select count(*) from accounts where case when name = 'Cedar' then cast(name as integer) else 1 end = 1",
      "select name from accounts where name <> 5",
      "select name from (select name, case when name = 'Cedar' then 'x' else '1' end as x from accounts) t where x = 1",
    ]) {
      const rows = await layer.rows(sql, csm);
      expect([sql, JSON.stringify(rows)]).toEqual([sql, expect.not.stringContaining("Cedar")]);
    }
    await expect(layer.rows("select cast(name as integer) from accounts")).rejects.toThrow(/Alder/);
    expect(await layer.rows("select cast(name as integer) from accounts", csm)).toEqual([
      [null],
      [null],
    ]);
  });
});

/** How a text ends where nothing is run: each of its statements is read and planned. */
async function plannedByCsm(text: string): Promise<"planned" | "refused"> {
  for (const sql of statementsOf(text)) {
    try {
      const command = commandOf(sql);
      const inside = command.kind === "prepare" ? command.sql : sql;
      if (command.kind === "execute") return "refused";
      if (commandOf(inside).kind === "query") await layer.plan(inside, csm);
    } catch (error) {
      if (!isRefusal(error)) throw new Error(`${sql.slice(0, 200)}: ${String(error)}`);
      return "refused";
    }
  }
  return "planned";
}

// the same texts are run over the wire in attacks.test.ts
test("whatever calls a file, a setting or another table is refused before anything runs", async () => {
  const named = attacks.filter((sql) => /read_|passwd|marts\.|duckdb_|pragma/i.test(sql));
  expect(named.length).toBeGreaterThan(80);
  for (const sql of named.filter((each) => !/= '|"marts|set |as marts/.test(each))) {
    expect([sql, await plannedByCsm(sql)]).toEqual([sql, "refused"]);
  }
});
