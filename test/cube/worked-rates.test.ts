import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import type { Serving } from "../../cube/cube.js";
import { literal } from "../../pipeline/database.js";
import { shipped } from "../../pipeline/root.js";
import { addAccount, type Company, createCompany } from "../models/company.js";
import { rowsOf, serveDemo } from "./client.js";
import { makeWarehouse, point, writeBuild } from "./snapshot.js";

// Figures that are worked out by hand from histories, through the models and the semantic layer.
// Worlds that have nothing to do with one another are told apart by the industry.
const warehouse = makeWarehouse();
let serving: Serving;

const start = "2024-01-01";
const turn = "2024-06-10";

/** 10 churns, 40 falls to 30, 50 rises to 60: of 100, 20 are lost and 10 won. */
async function addRates(company: Company): Promise<void> {
  const industry = "rates";
  await addAccount(company, "gone", [{ started_at: start, ended_at: turn, mrr: 10 }], { industry });
  await addAccount(
    company,
    "less",
    [
      { started_at: start, ended_at: turn, mrr: 40 },
      { started_at: turn, mrr: 30 },
    ],
    { industry },
  );
  await addAccount(
    company,
    "more",
    [
      { started_at: start, mrr: 50 },
      { started_at: turn, mrr: 10 },
    ],
    { industry },
  );
}

/** From 100 to 120 in a month, 10 of which are new business. */
async function addDaily(company: Company): Promise<void> {
  const industry = "daily";
  const rises = [
    { started_at: start, mrr: 100 },
    { started_at: turn, mrr: 10 },
  ];
  await addAccount(company, "old", rises, { industry });
  await addAccount(company, "new", [{ started_at: turn, mrr: 10 }], { industry });
}

const lives: readonly (readonly [account: string, from: string, to: string | null])[] = [
  ["c1", start, "2024-02-10"],
  ["c2", start, "2024-05-20"],
  ["c3", start, "2024-05-20"],
  ["c4", start, "2024-08-15"],
  ...["c5", "c6", "c7", "c8", "c9", "c10"].map((name) => [name, start, null] as const),
  ["c11", "2024-04-15", null],
  ["c12", "2024-07-15", null],
  ["c13", "2024-07-15", null],
];

// c2 moves to APAC in April, c5 in July; c12 and c13 are there from their start
const moved: Readonly<Record<string, string>> = { c2: "2024-04-10", c5: "2024-07-10" };

/** Thirteen customers at 100 a month each, nine closed months; c6 pays 90 more from September. */
async function addLives(company: Company): Promise<void> {
  const industry = "lives";
  for (const [account_id, started_at, ended_at] of lives) {
    const region = ["c12", "c13"].includes(account_id) ? "APAC" : "EMEA";
    const more = account_id === "c6" ? [{ started_at: "2024-09-10", mrr: 90 }] : [];
    const subscriptions = [{ started_at, ended_at, mrr: 100 }, ...more];
    const since = { industry, region, valid_from: "2023-01-01" };
    await addAccount(company, account_id, subscriptions, since);
    const valid_from = moved[account_id];
    if (valid_from === undefined) continue;
    await company.add("accounts", { account_id, industry, region: "APAC", valid_from });
  }
}

beforeAll(async () => {
  const company = await createCompany({
    run: { as_of: "2024-10-01" },
    windows: [1, 3],
    hasTransactions: true,
  });
  await addRates(company);
  await addDaily(company);
  await addLives(company);
  await company.build("marts.growth_months", "marts.retention");
  const file = await writeBuild(warehouse.folder, "worked");
  await company.connection.run(
    `attach ${literal(join(warehouse.folder, file))} as served;
     create or replace table served.marts.growth_months as from marts.growth_months;
     create or replace table served.marts.retention as from marts.retention;
     update served.config.run set as_of = timestamp '2024-10-01';
     detach served`,
  );
  company.close();
  point(warehouse.folder, "worked");
  serving = await serveDemo(warehouse.folder);
});
afterAll(async () => {
  await serving.close();
  warehouse.remove();
});

interface Question {
  readonly world: string;
  readonly month: string;
  readonly measures: readonly string[];
  readonly windowMonths?: number;
  readonly by?: string;
}

/** Figures of one month as numbers, with the slice first where there is one. */
async function asked(view: string, question: Question): Promise<unknown[][]> {
  const { world, month, measures, windowMonths, by } = question;
  const equals = (member: string, value: string) => ({
    ...{ member: `${view}.${member}`, operator: "equals", values: [value] },
  });
  const found = await rowsOf(serving, {
    measures: measures.map((name) => `${view}.${name}`),
    dimensions: by === undefined ? [] : [`${view}.${by}`],
    timeDimensions: [{ dimension: `${view}.month`, dateRange: [month, month] }],
    filters: [
      equals("industry", world),
      ...(windowMonths === undefined ? [] : [equals("window_months", String(windowMonths))]),
    ],
    ...(by === undefined ? {} : { order: { [`${view}.${by}`]: "asc" } }),
  });
  return found.map((row) => {
    const figures = measures.map((name) => {
      const value = row[`${view}.${name}`];
      return value === null ? null : Number(Number(value).toPrecision(9));
    });
    return by === undefined ? figures : [row[`${view}.${by}`], ...figures];
  });
}

const churn = ["gross_mrr_churn_rate", "net_mrr_churn_rate"];
const inJune = (world: string) => asked("growth", { world, month: "2024-06-01", measures: churn });

describe("published rates of churn, as the growth view gives them", () => {
  test("20 lost of 100 are 20% gross, and 10% net of 10 of expansion", async () => {
    expect(await inJune("rates")).toEqual([[0.2, 0.1]]);
  });

  test("from 100 to 120 with 10 of new business is a net churn of −10%", async () => {
    expect(await inJune("daily")).toEqual([[0, -0.1]]);
  });

  const oracle = join(shipped(".."), "shared", "oracles", "published-examples.json");
  test.skipIf(!existsSync(oracle))(
    "are those of the published pages (skipped without ../shared/oracles)",
    async () => {
      const rate = z.object({ id: z.string(), expected: z.record(z.string(), z.number()) });
      const file = z.object({ churn_rates: z.array(rate) });
      const { churn_rates } = file.parse(JSON.parse(readFileSync(oracle, "utf8")));
      const [[gross, net] = []] = await inJune("rates");
      const [[, daily] = []] = await inJune("daily");
      const ours: Readonly<Record<string, unknown>> = {
        "chartmogul-gross": { gross_mrr_churn_rate: gross },
        "chartmogul-net": { net_mrr_churn_rate: net },
        "chartmogul-net-daily": { net_mrr_churn_rate: daily },
      };
      expect(churn_rates.length).toBeGreaterThan(0);
      for (const { id, expected } of churn_rates) expect([id, ours[id]]).toEqual([id, expected]);
    },
  );
});

describe("lifetime value over nine closed months", () => {
  const measures = ["arpa", "mean_customer_churn_rate", "ltv"];
  const ltv = (month: string, by?: string) =>
    asked("lifetime_value", { world: "lives", month, measures, ...(by ? { by } : {}) });

  // customers as a month began, and lost in it: Feb 10/1, Mar 9/0, Apr 9/0, May 10/2, Jun 8/0,
  // Jul 8/0, Aug 10/1; of all 54 from March to August 3 were lost, which is another figure
  test("is ARPA over the mean of the six months' rates before, not over their pooled rate", async () => {
    // (0 + 0 + .2 + 0 + 0 + .1) / 6 = .05, and (9 × 100 + 90) / 9 = 110
    expect(await ltv("2024-09-01")).toEqual([[110, 0.05, 2200]]);
    // (.1 + 0 + 0 + .2 + 0 + 0) / 6
    expect(await ltv("2024-08-01")).toEqual([[100, 0.05, 2000]]);
  });

  test("rests on fewer months where there are fewer, and a month without customers has no rate", async () => {
    // February to June: (.1 + 0 + 0 + .2 + 0) / 5 = .06, and 100 / .06
    expect(await ltv("2024-07-01")).toEqual([[100, 0.06, 1666.66667]]);
    // nobody had left before February began
    expect(await ltv("2024-02-01")).toEqual([[100, null, null]]);
  });

  test("of a slice counts an account where it was as each month began", async () => {
    // APAC: May 1/1 (c2), Aug 0/3 (c5, c12, c13); no customers as the other months began
    // EMEA: May 1/9 (c3), Aug 1/7 (c4), the other four 0; (1/9 + 1/7) / 6 = 16/378, 690 / 6 = 115
    expect(await ltv("2024-09-01", "region")).toEqual([
      ["APAC", 100, 0.5, 200],
      ["EMEA", 115, 0.0423280423, 2716.875],
    ]);
  });
});

describe("retention of slices whose accounts move", () => {
  const measures = ["grr", "nrr", "logo_churn"];
  const kept = (month: string, windowMonths: number, by?: string) =>
    asked("retention", { world: "lives", month, windowMonths, measures, ...(by ? { by } : {}) });

  test("goes by the region as the window began", async () => {
    // from the end of April to that of July: c2 was in APAC and left, c3 of nine in EMEA left
    expect(await kept("2024-07-01", 3, "region")).toEqual([
      ["APAC", 0, 0, 1],
      ["EMEA", 0.888888889, 0.888888889, 0.111111111],
    ]);
    expect(await kept("2024-07-01", 3)).toEqual([[0.8, 0.8, 0.2]]);
    // from the end of May: c5 was in EMEA still, c4 of eight left
    expect(await kept("2024-08-01", 3, "region")).toEqual([["EMEA", 0.875, 0.875, 0.125]]);
  });

  test("is at most 1 gross where c6 pays more, which counts net", async () => {
    // September: 300 of 300 in APAC, 690 of 600 in EMEA
    expect(await kept("2024-09-01", 1, "region")).toEqual([
      ["APAC", 1, 1, 0],
      ["EMEA", 1, 1.15, 0],
    ]);
  });
});
