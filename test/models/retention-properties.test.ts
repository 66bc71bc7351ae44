import fc from "fast-check";
import { afterAll, beforeAll, test } from "vitest";
import { addAccount, type Company, createCompany } from "./company.js";

let company: Company;
beforeAll(async () => {
  company = await createCompany();
});
afterAll(() => company.close());

const regions = ["EMEA", "AMER", null] as const;
// months of 2024 in which an account pays, and what; a gap is a churn and a come-back
const history = fc.record({
  region: fc.constantFrom(...regions),
  parent: fc.constantFrom("P", "Q", null),
  months: fc.array(fc.constantFrom(0, 0, 10, 25, 40.5), { minLength: 7, maxLength: 7 }),
});

type History = typeof history extends fc.Arbitrary<infer Value> ? Value : never;

const startOf = (index: number) => `2024-0${index + 1}-01`;

const tables = [
  "marts.account_months",
  "marts.mrr_movements",
  "marts.retention",
  "marts.growth_months",
  "marts.cohort_months",
];

async function take(histories: readonly History[]) {
  await company.connection.run("delete from staging.accounts; delete from staging.subscriptions");
  for (const id of ["P", "Q"]) await company.add("accounts", { account_id: id });
  for (const [index, { region, parent, months }] of histories.entries()) {
    const rows = months.flatMap((mrr, month) => {
      const started_at = startOf(month);
      return mrr === 0
        ? []
        : [{ started_at, ended_at: startOf(month + 1), mrr, plan: `at ${mrr}` }];
    });
    await addAccount(company, `A${index}`, rows, { region, parent_id: parent });
  }
  await company.build(...tables);
}

/** Rows that break one of the rules; each select must find none. */
const breaches = [
  // the ratios, for every month, window and slice
  ...["", ", region", ", plan", ", tier", ", ultimate_parent_id"].map(
    (slice) => `
      select month, window_months from marts.retention group by month, window_months ${slice}
      having sum(mrr_retained) > sum(mrr_then) or sum(mrr_retained) > sum(mrr_now)`,
  ),
  // the MRR that windows begin and end with is that of the months themselves
  `select month, window_months, sum(mrr_then) as windows,
     (select sum(months.mrr) from marts.account_months as months
      where months.month = retention.month - to_months(window_months)) as months
   from marts.retention group by month, window_months having windows <> months`,
  // a month's growth, whatever the slice an account is in, adds up to the movements of the month
  `select month from marts.growth_months
   group by month
   having sum(mrr_new + mrr_reactivation + mrr_expansion + mrr_contraction + mrr_churn) <>
     coalesce((select sum(amount) from marts.mrr_movements as movements
      where movements.month = growth_months.month), 0)`,
  // one month's churn is the same whether read as retention or as growth
  `select month from marts.growth_months where is_closed
   group by month having count(*) filter (where is_lost) <>
     (select count(*) from marts.retention as windows
      where windows.month = growth_months.month and window_months = 1 and is_lost)`,
  // the cohorts of a closed month hold all of its MRR
  `with cohorts as (
     select cohort_month + to_months(months_since) as month, sum(mrr_now) as mrr
     from marts.cohort_months where segment = 'all' group by 1
   ),
   months as (select month, sum(mrr) as mrr from marts.account_months where is_closed group by 1)
   select * from months left join cohorts on cohorts.month = months.month
   where cohorts.mrr is distinct from months.mrr`,
];

test("grr is at most 1 and at most nrr, and slices add up to the whole", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(history, { minLength: 1, maxLength: 6 }), async (histories) => {
      await take(histories);
      for (const sql of breaches) {
        const found = await company.rows(sql);
        if (found.length > 0) throw new Error(`${JSON.stringify(found)} by ${sql}`);
      }
    }),
    { numRuns: process.env.TENURE_CAMPAIGN === "full" ? 200 : 5, seed: 20240701 },
  );
});
