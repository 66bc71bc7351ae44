import { afterEach, expect, test } from "vitest";
import { oneIn } from "../sampled.js";
import { addAccount, type Company, createCompany } from "./company.js";

oneIn(2);

let company: Company;
afterEach(() => company.close());

async function triangle(segment = "all"): Promise<unknown[]> {
  const found = await company.rows(
    `select cohort_month_id, accounts::integer as accounts, accounts_retained::integer as retained,
       mrr_start::double as mrr_start, mrr_retained::double as mrr_retained,
       mrr_now::double as mrr_now
     from marts.cohort_months where segment = '${segment}' order by cohort_month, months_since`,
  );
  return found.map((row) => Object.values(row));
}

async function found(): Promise<void> {
  company = await createCompany({ run: { as_of: "2024-05-10" } });
  const small = { region: "EMEA", size: "small" };
  // January: A stays at 100, B falls from 50 to 20 in March, C is away in February only
  await addAccount(company, "A", [{ started_at: "2024-01-05", mrr: 100 }], small);
  await addAccount(
    company,
    "B",
    [
      { started_at: "2024-01-31", ended_at: "2024-03-15", mrr: 50 },
      { started_at: "2024-03-15", mrr: 20 },
    ],
    { region: "AMER", size: "small" },
  );
  await addAccount(
    company,
    "C",
    [
      { started_at: "2024-01-10", ended_at: "2024-02-10", mrr: 30 },
      { started_at: "2024-03-01", mrr: 70 },
    ],
    { region: "EMEA", size: "large" },
  );
  // March: D stays one month, E comes and goes within March
  await addAccount(company, "D", [{ started_at: "2024-03-02", ended_at: "2024-04-02", mrr: 10 }]);
  await addAccount(company, "E", [{ started_at: "2024-03-02", ended_at: "2024-03-20", mrr: 40 }]);
}

test("the triangle keeps who comes back in the first cohort and stops at the last closed month", async () => {
  await found();
  await company.build();
  expect(await triangle()).toEqual([
    // 100 + 50 + 30
    ["2024-01/0/all", 3, 3, 180, 180, 180],
    // C is away
    ["2024-01/1/all", 3, 2, 180, 150, 150],
    // A 100, B 20, C 70 of which 30 had been there
    ["2024-01/2/all", 3, 3, 180, 150, 190],
    ["2024-01/3/all", 3, 3, 180, 150, 190],
    // E belongs to March and is gone at its end
    ["2024-03/0/all", 2, 1, 10, 10, 10],
    ["2024-03/1/all", 2, 0, 10, 0, 0],
  ]);
});

test("a segment holds the accounts for which every one of its conditions held at the start", async () => {
  await found();
  const rule = (attribute: string, value: string) =>
    company.connection.run(
      `insert into config.segment_rules values ('mine', '${attribute}', '${value}', null, null)`,
    );
  await company.connection.run("insert into config.segments values ('mine', 'Mine', '')");
  await rule("region", "EMEA");
  await rule("region", "UK");
  await rule("size", "small");
  await company.build();
  expect(await triangle("mine")).toEqual([
    ["2024-01/0/mine", 1, 1, 100, 100, 100],
    ["2024-01/1/mine", 1, 1, 100, 100, 100],
    ["2024-01/2/mine", 1, 1, 100, 100, 100],
    ["2024-01/3/mine", 1, 1, 100, 100, 100],
  ]);
});

test("a segment by tier reads the tier at the end of the cohort's month", async () => {
  await found();
  await company.connection.run(`
    insert into config.segments values ('top', 'Top', '');
    insert into config.segment_rules values ('top', 'tier', null, null, 1)`);
  await company.build();
  // January: ceil(0.1 × 3) = 1 is A; in March D is not the largest and E has no MRR at its end
  expect(await triangle("top")).toHaveLength(4);
  expect((await triangle("top"))[0]).toEqual(["2024-01/0/top", 1, 1, 100, 100, 100]);
});

test("a segment by an attribute that is not known has nobody, and is called by its title", async () => {
  await found();
  await company.connection.run(`
    insert into config.segments values ('well', 'Well', '');
    insert into config.segment_rules values ('well', 'health_status', 'green', null, null)`);
  await company.build();
  expect(await triangle("well")).toEqual([]);
  expect(await company.rows("from marts.segments order by segment")).toEqual([
    { segment: "all", title: "All accounts" },
    { segment: "well", title: "Well" },
  ]);
});
