import { afterEach, expect, test } from "vitest";
import { oneIn } from "../sampled.js";
import { addAccount, type Cell, type Company, createCompany, type Settings } from "./company.js";

oneIn(4);

let company: Company;
afterEach(() => company.close());

/** Tiers of one month, of accounts named by their place in the list. */
async function tiersOf(
  settings: Settings,
  mrrs: readonly number[],
  potentials: readonly (number | null)[] = [],
): Promise<Cell[]> {
  company = await createCompany(settings);
  for (const [index, mrr] of mrrs.entries()) {
    const attributes = { potential_arr: potentials[index] ?? null };
    await addAccount(company, `A${index}`, [{ started_at: "2024-06-01", mrr }], attributes);
  }
  await company.build();
  const found = await company.rows(
    `select tier from core.account_months where month = '2024-06-01'
     order by substr(account_id, 2)::integer`,
  );
  return found.map((row) => row.tier as Cell);
}

/** 200 accounts of 5,000, 400 of 1,700 and 1,400 of 387: 45.0% and 75.6% of 2,221,800. */
async function reference(settings: Settings): Promise<Record<string, unknown>[]> {
  company = await createCompany(settings);
  await company.connection.run(`
    insert into staging.accounts (account_id) select 'A' || i from range(2000) as ids (i);
    insert into staging.subscriptions (subscription_id, account_id, started_at, mrr)
    select 'S' || i, 'A' || i, '2024-06-01',
      case when i < 200 then 5000 when i < 600 then 1700 else 387 end
    from range(2000) as ids (i)`);
  await company.build();
  return company.rows(
    `select tier, customers::integer as customers, mrr, floor_mrr,
       round(cumulative_customer_share, 4) as customers_to_here,
       round(cumulative_mrr_share, 4) as mrr_to_here
     from marts.tier_months where month = '2024-06-01' order by tier`,
  );
}

const expected = [
  {
    tier: 1,
    customers: 200,
    mrr: "1000000.0000",
    floor_mrr: "5000.0000",
    customers_to_here: 0.1,
    mrr_to_here: 0.4501,
  },
  {
    tier: 2,
    customers: 400,
    mrr: "680000.0000",
    floor_mrr: "1700.0000",
    customers_to_here: 0.3,
    mrr_to_here: 0.7561,
  },
  {
    tier: 3,
    customers: 1400,
    mrr: "541800.0000",
    floor_mrr: "387.0000",
    customers_to_here: 1,
    mrr_to_here: 1,
  },
];

test.each([
  ["customer_share", [0.1, 0.3]],
  ["revenue_share", [0.45, 0.75]],
  ["mrr_floor", [5000, 1700]],
])("the reference company has the same three tiers by %s", async (method, bounds) => {
  expect(await reference({ tierMethod: { method }, bounds })).toEqual(expected);
});

// mrr 1, 10 and 20 with a potential of 100 a month, none and 2: 100, 10 and 2 by potential, and
// 100, 10 and 20 by the greater of both. Before each in falling order lie 0, 100/112 and 110/112 of
// the potential; 0, 100/130 and 120/130 of the greater.
test.each([
  ["mrr_floor", "potential", [50, 15], [1, 3, 3]],
  ["mrr_floor", "greater", [50, 15], [1, 3, 2]],
  ["revenue_share", "potential", [0.45, 0.95], [1, 2, 3]],
  ["revenue_share", "greater", [0.45, 0.95], [1, 2, 2]],
  ["customer_share", "potential", [0.3, 0.6], [1, 2, 3]],
  ["customer_share", "greater", [0.3, 0.6], [1, 3, 2]],
])("%s on the basis %s ranks by what an account could be worth", async (method, basis, bounds, tiers) => {
  const settings = { tierMethod: { method, basis }, bounds };
  expect(await tiersOf(settings, [1, 10, 20], [1200, null, 24])).toEqual(tiers);
});

test("a bound that falls inside a tie takes all of the tie", async () => {
  // ceil(0.1 × 10) = 1: two accounts share rank 1, so both are tier 1; ceil(0.3 × 10) = 3
  expect(await tiersOf({}, [90, 90, 80, 80, 70, 60, 50, 40, 30, 20])).toEqual([
    1, 1, 2, 2, 3, 3, 3, 3, 3, 3,
  ]);
});

test("a share of customers is an exact decimal inside the ceiling", async () => {
  // 0.07 × 100 is 7.000000000000001 in binary, whose ceiling would be 8
  const mrrs = Array.from({ length: 100 }, (_, index) => 1000 - index);
  const tiers = await tiersOf({ bounds: [0.07] }, mrrs);
  expect(tiers.filter((tier) => tier === 1)).toHaveLength(7);
});

test("the account that crosses a revenue bound still belongs to the tier above it", async () => {
  // 50, 30, 20 of 100: before them stand 0, 0.5 and 0.8
  const settings = { tierMethod: { method: "revenue_share" }, bounds: [0.45, 0.75] };
  expect(await tiersOf(settings, [50, 30, 20])).toEqual([1, 2, 3]);
  company.close();
  // 40, 40, 20 of 100: the two equal ones have 0 before them, the last 0.8
  expect(await tiersOf(settings, [40, 40, 20])).toEqual([1, 1, 3]);
});

test("a share before that equals the bound is not below it", async () => {
  const settings = { tierMethod: { method: "revenue_share" }, bounds: [0.45, 0.75] };
  // 45, 30, 25 of 100: before them stand 0, exactly 0.45 and exactly 0.75
  expect(await tiersOf(settings, [45, 30, 25])).toEqual([1, 2, 3]);
});

test("basis potential ranks by potential, by MRR where none is known", async () => {
  // potential a month: 100, 10 (own MRR), 2; ceil(0.1 × 3) = 1 and ceil(0.6 × 3) = 2
  const settings = { tierMethod: { basis: "potential" }, bounds: [0.1, 0.6] };
  expect(await tiersOf(settings, [1, 10, 20], [1200, null, 24])).toEqual([1, 2, 3]);
});

test("basis greater takes the larger of potential and MRR", async () => {
  // 100, 10 and 20
  const settings = { tierMethod: { basis: "greater" }, bounds: [0.1, 0.6] };
  expect(await tiersOf(settings, [1, 10, 20], [1200, null, 24])).toEqual([1, 3, 2]);
});

test("ties share rank, customer share and cumulative share", async () => {
  await tiersOf({}, [50, 20, 20, 10]);
  const found = await company.rows(
    `select tier_rank, customer_share, mrr_share, cumulative_mrr_share
     from marts.account_months where month = '2024-06-01' order by account_id`,
  );
  expect(found).toEqual([
    { tier_rank: 1, customer_share: 0.25, mrr_share: 0.5, cumulative_mrr_share: 0.5 },
    { tier_rank: 2, customer_share: 0.75, mrr_share: 0.2, cumulative_mrr_share: 0.9 },
    { tier_rank: 2, customer_share: 0.75, mrr_share: 0.2, cumulative_mrr_share: 0.9 },
    { tier_rank: 4, customer_share: 1, mrr_share: 0.1, cumulative_mrr_share: 1 },
  ]);
});

test("a tier that nobody is in is a row with zero customers and no floor", async () => {
  await tiersOf({ tierMethod: { method: "mrr_floor" }, bounds: [5000, 1700] }, [10]);
  const found = await company.rows(
    `select tier, customers::integer as customers, floor_mrr, mrr_share
     from marts.tier_months where month = '2024-06-01' order by tier`,
  );
  expect(found).toEqual([
    { tier: 1, customers: 0, floor_mrr: null, mrr_share: 0 },
    { tier: 2, customers: 0, floor_mrr: null, mrr_share: 0 },
    { tier: 3, customers: 1, floor_mrr: "10.0000", mrr_share: 1 },
  ]);
});
