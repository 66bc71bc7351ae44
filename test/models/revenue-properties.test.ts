import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Company, createCompany } from "./company.js";
import { type History, histories } from "./histories.js";

const cases = process.env.TENURE_CAMPAIGN === "full" ? 120 : 6;
const settings = {
  numRuns: cases,
  seed: 20_240_701,
  endOnFailure: process.env.TENURE_CAMPAIGN !== "full",
};

async function companyOf(history: History): Promise<Company> {
  const company = await createCompany({ revenue: history.policies });
  await company.add("fx_rates", { currency: "EUR", date: "2022-12-31", rate_to_reporting: 1.0837 });
  await company.add("fx_rates", { currency: "EUR", date: "2023-07-01", rate_to_reporting: 0.9011 });
  for (const row of history.accounts) await company.add("accounts", row);
  for (const row of history.subscriptions) await company.add("subscriptions", row);
  await company.build();
  return company;
}

async function inCompany(history: History, holds: (company: Company) => Promise<void>) {
  const company = await companyOf(history);
  try {
    await holds(company);
  } finally {
    company.close();
  }
}

const none = async (company: Company, sql: string) => expect(await company.rows(sql)).toEqual([]);

/** Rows of account_months, summed over a slice, whose parts do not make the whole. */
const broken = (slice: string) => `
  select ${slice}, month from marts.account_months group by ${slice}, month
  having sum(mrr_opening) + sum(mrr_new) + sum(mrr_reactivation) + sum(mrr_expansion)
    + sum(mrr_contraction) + sum(mrr_churn) <> sum(mrr)`;

const jumps = `
  with months as (
    select account_id, month, mrr_opening,
      lag(mrr, 1, 0) over (partition by account_id order by month) as closed_with
    from marts.account_months)
  from months where mrr_opening <> closed_with`;

const unlikeMovements = `
  with months as (
    select account_id, month, sum(amount) as amount,
      arg_max(mrr_after, occurred_on) as mrr_after
    from marts.mrr_movements group by account_id, month)
  select months.account_id, months.month from months
  left join marts.account_months as closed using (account_id, month)
  where closed.mrr is distinct from months.mrr_after
    or months.amount <> closed.mrr - closed.mrr_opening`;

const unlikeNow = `
  select account_id from marts.accounts
  full join (select account_id, sum(amount) as amount from marts.mrr_movements group by all)
    as moved using (account_id)
  where coalesce(moved.amount, 0) <> coalesce(accounts.mrr, 0)`;

const wrongClass = `
  with told as (
    select *, lag(mrr_after, 1, 0) over by_day as left_with,
      max(mrr_before) over by_day > 0 as was_customer
    from marts.mrr_movements window by_day as (partition by account_id order by occurred_on))
  from told where left_with <> mrr_before or amount <> mrr_after - mrr_before
    or movement <> case
      when mrr_before = 0 and not was_customer then 'new'
      when mrr_before = 0 and movement in ('new', 'reactivation') then movement
      when mrr_after = 0 then 'churn'
      when amount > 0 then 'expansion'
      else 'contraction'
    end`;

async function marts(company: Company): Promise<Record<string, unknown>> {
  const tables = await company.rows(
    `select table_name as name from information_schema.tables
     where table_schema = 'marts' order by name`,
  );
  const held: Record<string, unknown> = {};
  for (const { name } of tables) {
    held[String(name)] = await company.rows(`from marts."${name}" order by all`);
  }
  return held;
}

describe("for any history under any policies", () => {
  test("opening and the movements make the closing of each account, slice and month", async () => {
    await fc.assert(
      fc.asyncProperty(histories, (history) =>
        inCompany(history, async (company) => {
          for (const slice of ["account_id", "region", "plan", "tier", "size"]) {
            await none(company, broken(slice));
          }
          await none(company, jumps);
          await none(company, unlikeMovements);
        }),
      ),
      settings,
    );
  });

  test("all movements ever make the MRR of now, and each is of its class", async () => {
    await fc.assert(
      fc.asyncProperty(histories, (history) =>
        inCompany(history, async (company) => {
          await none(company, unlikeNow);
          await none(company, wrongClass);
          await none(
            company,
            `from marts.mrr_movements where reason is null or reason not in ('price', 'quantity',
               'plan', 'subscription_added', 'subscription_ended', 'discount_started',
               'discount_ended', 'pause', 'resume', 'late_renewal', 'mixed')`,
          );
        }),
      ),
      settings,
    );
  });

  test("the order of the rows changes no table", async () => {
    const shuffled = histories.chain((history) => {
      const { accounts, subscriptions } = history;
      const whole = { minLength: subscriptions.length, maxLength: subscriptions.length };
      return fc.record({
        history: fc.constant(history),
        other: fc.record({
          policies: fc.constant(history.policies),
          accounts: fc.shuffledSubarray([...accounts], { minLength: accounts.length }),
          subscriptions: fc.shuffledSubarray([...subscriptions], whole),
        }),
      });
    });
    await fc.assert(
      fc.asyncProperty(shuffled, ({ history, other }) =>
        inCompany(history, (company) =>
          inCompany(other, async (again) => {
            expect(await marts(again)).toEqual(await marts(company));
          }),
        ),
      ),
      { ...settings, numRuns: Math.ceil(cases / 2) },
    );
  });
});
