import { afterEach, describe, expect, test } from "vitest";
import { oneIn } from "../sampled.js";
import type { Company } from "./company.js";
import { addJudged, asked, companyWith, indexOf, scoresOf } from "./index-company.js";

oneIn(2);

let company: Company;
afterEach(() => company.close());

const asOf = { run: { as_of: "2024-02-01" } };

describe("published arithmetic", () => {
  test("weights 20, 15 and 22 on 47, 59 and 21 make 40.12", async () => {
    // (20·47 + 15·59 + 22·21)/57 = (940 + 885 + 462)/57 = 2287/57 = 40.1228
    const index = indexOf({ a: asked("qa", 20), b: asked("qb", 15), c: asked("qc", 22) });
    company = await companyWith(index, asOf);
    await addJudged(company, "a", { "2024-01": { qa: 47, qb: 59, qc: 21 } });
    expect((await scoresOf(company))[0]).toBe("2024-01 40.1228 orange");
    const factors = await company.rows(
      `select factor, contribution::decimal(9, 4)::varchar as contribution,
         points_lost::decimal(9, 4)::varchar as points_lost
       from marts.index_factors where month = '2024-01-01' order by factor`,
    );
    // 940/57, 885/57, 462/57 and 20·53/57, 15·41/57, 22·79/57
    expect(factors).toEqual([
      { factor: "a", contribution: "16.4912", points_lost: "18.5965" },
      { factor: "b", contribution: "15.5263", points_lost: "10.7895" },
      { factor: "c", contribution: "8.1053", points_lost: "30.4912" },
    ]);
  });

  test("on a line from 0 at 7 to 100 at 30 a value scores its place, and no more than the ends", async () => {
    const scale = { linear: { worst: 7, best: 30 } };
    company = await companyWith(indexOf({ a: asked("q", 1, { scale }) }), asOf);
    const values = { v18: 18, v05: 5, v35: 35, v07: 7, v30: 30 };
    for (const [account, q] of Object.entries(values)) {
      await addJudged(company, account, { "2024-01": { q } });
    }
    const shown = async (account: string) => (await scoresOf(company, account))[0];
    // 100·(18 − 7)/(30 − 7) = 1100/23
    expect(await shown("v18")).toBe("2024-01 47.8261 orange");
    expect(await shown("v05")).toBe("2024-01 0.0000 red");
    expect(await shown("v35")).toBe("2024-01 100.0000 green");
    expect(await shown("v07")).toBe("2024-01 0.0000 red");
    expect(await shown("v30")).toBe("2024-01 100.0000 green");
  });

  test("three factors of 10, 10 and 0 with equal weights make 6.67", async () => {
    const index = indexOf({ a: asked("qa", 1), b: asked("qb", 1), c: asked("qc", 1) });
    company = await companyWith(index, asOf);
    await addJudged(company, "a", { "2024-01": { qa: 10, qb: 10, qc: 0 } });
    expect((await scoresOf(company))[0]).toBe("2024-01 6.6667 red");
  });
});

describe("at a bound", () => {
  test("five equal factors of a third, a third, a third, all and all are 60 and yellow", async () => {
    // (3·100/3 + 100 + 100)/5 = 300/5 = 60, the lowest yellow; thirds cut off anywhere make less
    const scale = { linear: { worst: 0, best: 3 } };
    const names = ["qa", "qb", "qc", "qd", "qe"];
    const factors = names.map((name) => [name, asked(name, 1, { scale })] as const);
    company = await companyWith(indexOf(Object.fromEntries(factors)), asOf);
    await addJudged(company, "a", { "2024-01": { qa: 1, qb: 1, qc: 1, qd: 3, qe: 3 } });
    expect((await scoresOf(company))[0]).toBe("2024-01 60.0000 yellow");
  });

  test("a score five points above or below that of three months before has moved", async () => {
    // in binary 8.2 - 3.2 is 4.999999999999999
    company = await companyWith(indexOf({ a: asked("q", 1) }), { run: { as_of: "2024-05-01" } });
    await addJudged(company, "up", { "2024-01": { q: 3.2 }, "2024-04": { q: 8.2 } });
    await addJudged(company, "down", { "2024-01": { q: 8.2 }, "2024-04": { q: 3.2 } });
    const trends = await company.rows(
      `select account_id, trend from marts.index_scores where month = '2024-04-01'
       order by account_id`,
    );
    expect(trends).toEqual([
      { account_id: "down", trend: "declining" },
      { account_id: "up", trend: "improving" },
    ]);
  });
});
