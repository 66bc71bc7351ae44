import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { shipped } from "../../pipeline/root.js";
import type { Company } from "./company.js";
import { monthly, syncalytics, yearly } from "./syncalytics.js";
import { type Accounts, companyUnder } from "./under-config.js";

const oracle = join(shipped(".."), "shared", "oracles", "published-examples.json");
const isAbsent = !existsSync(oracle);

let company: Company;
afterEach(() => company.close());

const under = async (preset: string, accounts: Accounts): Promise<void> => {
  company = await companyUnder(`preset: ${preset}\n`, "2024-07-01", accounts);
};

async function mrrNow(): Promise<unknown> {
  const [row] = await company.rows(
    `select sum(mrr)::double as mrr from core.account_months
     where month = (select max(month) from core.account_months)`,
  );
  return row?.mrr;
}

const figures = z.record(z.string(), z.number());
const step = z.object({ movement: z.string(), mrr_delta: z.number(), mrr_after: z.number() });
const example = z.object({
  id: z.string(),
  plans: z.record(z.string(), figures).optional(),
  steps: z.array(step).optional(),
  inputs: z.record(z.string(), z.union([z.number(), figures])).optional(),
  expected: figures.optional(),
  remark: z.string().optional(),
});
type Example = z.infer<typeof example>;
const published = z.object({
  mrr_movements: z.array(example),
  mrr_normalisation: z.array(example),
  churn_rates: z.array(example),
});

describe.skipIf(isAbsent)("the published file (skipped without ../shared/oracles)", () => {
  let file: z.infer<typeof published>;
  beforeAll(() => {
    file = published.parse(JSON.parse(readFileSync(oracle, "utf8")));
  });
  const named = (id: string): Example => {
    const found = Object.values(file)
      .flat()
      .find((one) => one.id === id);
    if (found === undefined) throw new Error(`the file has no example ${id}`);
    return found;
  };
  const input = (given: Example, name: string) => given.inputs?.[name] as Record<string, number>;

  test("has no worked figure beyond those that are tested", async () => {
    await under("stripe", {});
    const worked = Object.values(file)
      .flat()
      .filter(({ steps, expected }) => steps !== undefined || expected !== undefined);
    expect(worked.map(({ id }) => id)).toEqual([
      ...["chartmogul-syncalytics", "stripe-annual", "stripe-glossary"],
      // in test/cube/worked-rates.test.ts
      ...["chartmogul-gross", "chartmogul-net", "chartmogul-net-daily"],
    ]);
  });

  test("has each movement of Syncalytics and what MRR it leaves, from its own prices", async () => {
    const { plans = {}, steps = [] } = named("chartmogul-syncalytics");
    const [yearlyRow, monthlyRow, back] = syncalytics["Syncalytics"] ?? [];
    await under("chartmogul", {
      Syncalytics: [
        { ...yearlyRow, unit_amount: plans["Gold"]?.["yearly"] ?? 0 },
        { ...monthlyRow, unit_amount: plans["Silver"]?.["monthly"] ?? 0 },
        { ...back, unit_amount: plans["Gold"]?.["monthly"] ?? 0 },
      ],
    });
    const made = await company.rows(
      `select movement, round(amount, 2)::double as mrr_delta, round(mrr_after, 2)::double as mrr_after
       from marts.mrr_movements order by occurred_on`,
    );
    const told = steps.map((one) => ({
      ...one,
      movement: one.movement.replace("new_business", "new"),
    }));
    expect(made).toEqual(told);
    expect(made).toHaveLength(5);
  });

  test("has Stripe's annual price as the MRR that it states", async () => {
    const annual = named("stripe-annual");
    const amount = Number(annual.inputs?.["annual_amount"]);
    await under("stripe", { A: [{ ...yearly, amount, started_at: "2024-01-01" }] });
    expect(await mrrNow()).toBe(annual.expected?.["mrr"]);
  });

  test("has Stripe's glossary as its result, and notes that its formula line says otherwise", async () => {
    const glossary = named("stripe-glossary");
    const [first, second] = [input(glossary, "plan_a"), input(glossary, "plan_b")];
    await under("stripe", {
      A: [
        {
          ...monthly,
          quantity: first["subs"] ?? 0,
          unit_amount: first["monthly"] ?? 0,
          started_at: "2024-01-01",
        },
        {
          ...yearly,
          quantity: second["subs"] ?? 0,
          unit_amount: second["yearly"] ?? 0,
          started_at: "2024-01-01",
        },
      ],
    });
    expect(await mrrNow()).toBe(glossary.expected?.["mrr"]);
    expect(glossary.remark).toContain("800/12");
    expect(readFileSync(shipped("models", "DECISIONS.md"), "utf8")).toContain("800 / 12");
  });
});
