import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkBuild } from "../../pipeline/check/check.js";
import { isCampaign } from "../mode.js";
import { type Company, createCompany } from "./company.js";
import { type History, histories, shuffled } from "./histories.js";

const settings = (cases: number) => ({
  numRuns: isCampaign ? cases : Math.ceil(cases / 20),
  seed: 20_240_701,
  endOnFailure: !isCampaign,
});

let company: Company;
beforeAll(async () => {
  company = await createCompany();
  for (const account_id of ["P", "Q"]) await company.add("accounts", { account_id });
  for (const [date, rate_to_reporting] of [
    ["2022-12-31", 1.0837],
    ["2023-07-01", 0.9011],
  ] as const) {
    await company.add("fx_rates", { currency: "EUR", date, rate_to_reporting });
  }
});
afterAll(() => company.close());

const entities = {
  accounts: "accounts",
  subscriptions: "subscriptions",
  versions: "subscription_versions",
  lines: "invoice_lines",
} as const;

async function take(history: History, tables: readonly string[]): Promise<void> {
  for (const [key, entity] of Object.entries(entities)) {
    const parents = entity === "accounts" ? "account_id not in ('P', 'Q')" : "true";
    await company.connection.run(`delete from staging.${entity} where ${parents}`);
    for (const row of history[key as keyof typeof entities]) await company.add(entity, row);
  }
  const policies = Object.entries(history.policies).map(
    ([name, value]) => `${name} = ${typeof value === "string" ? `'${value}'` : value}`,
  );
  await company.connection.run(`update config.revenue set ${policies.join(", ")}`);
  await company.build(...tables);
}

const revenue = [
  "core.subscription_periods",
  "core.account_months",
  "marts.subscription_months",
  "marts.mrr_movements",
  "marts.revenue_months",
  "marts.tier_months",
];

const sliced = [
  ...revenue,
  "marts.account_months",
  "marts.retention",
  "marts.growth_months",
  "marts.cohort_months",
];

const attributes = ["account_id", "region", "plan", "tier", "size", "ultimate_parent_id"];
const losses = "mrr_contraction + mrr_churn";
const moves = `mrr_new + mrr_reactivation + mrr_expansion + ${losses}`;

const identities = Object.fromEntries(
  attributes.map((slice) => [
    `opening and movements make the closing by ${slice}`,
    `select ${slice}, month from marts.account_months group by ${slice}, month
     having sum(mrr_opening) + sum(${moves}) <> sum(mrr)`,
  ]),
);

const ratios = Object.fromEntries(
  attributes.map((slice) => [
    `grr is at most 1 and at most nrr by ${slice}`,
    `select month, window_months, ${slice} from marts.retention
     group by month, window_months, ${slice}
     having sum(mrr_retained) > sum(mrr_then) or sum(mrr_retained) > sum(mrr_now)`,
  ]),
);

/** Rows that break a rule, by the rule; each select must find none. */
const breaches: Readonly<Record<string, string>> = {
  ...identities,
  ...ratios,
  "a month opens with what the month before closed with": `
    with months as (
      select account_id, month, mrr_opening,
        lag(mrr, 1, 0) over (partition by account_id order by month) as closed_with
      from marts.account_months)
    from months where mrr_opening <> closed_with`,
  "the movements of a month lead to its closing": `
    with months as (
      select account_id, month, sum(amount) as amount,
        arg_max(mrr_after, occurred_on) as mrr_after
      from marts.mrr_movements group by account_id, month)
    select months.account_id, months.month from months
    left join marts.account_months as closed using (account_id, month)
    where closed.mrr is distinct from months.mrr_after
      or months.amount <> closed.mrr - closed.mrr_opening`,
  "all movements ever make the MRR of now": `
    with now as (
      select account_id, mrr from marts.account_months
      where month = (select max(month) from marts.account_months))
    select account_id from now
    full join (select account_id, sum(amount) as amount from marts.mrr_movements group by all)
      as moved using (account_id)
    where coalesce(moved.amount, 0) <> coalesce(now.mrr, 0)`,
  "a movement is of its class and follows the one before": `
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
      end`,
  "a movement has a reason, and a currency is none": `
    from marts.mrr_movements where reason is null or reason not in ('price', 'quantity', 'plan',
      'subscription_added', 'subscription_ended', 'discount_started', 'discount_ended', 'pause',
      'resume', 'late_renewal', 'mixed')`,
  // in an account of one currency; what is rounded for each of several subscriptions is no rate
  "an exchange rate moves nothing": `
    with days as (
      select account_id, starts_on as occurred_on, mrr_native as amount, currency
      from core.subscription_periods
      union all
      select account_id, ends_on, -mrr_native, currency
      from core.subscription_periods where ends_on is not null
    ),
    native as (
      select account_id, occurred_on, sum(amount) as amount,
        count(distinct currency) over (partition by account_id) as currencies
      from days group by account_id, occurred_on, currency
    )
    select movements.account_id, movements.occurred_on, movements.amount
    from marts.mrr_movements as movements
    cross join config.revenue
    join native using (account_id, occurred_on)
    where native.currencies = 1 and native.amount = 0 and revenue.gap_days = 0
      and abs(movements.amount) > 0.001`,
  "windows begin and end with the MRR of their months": `
    select month, window_months, sum(mrr_then) as windows,
      (select sum(months.mrr) from marts.account_months as months
       where months.month = retention.month - to_months(window_months)) as months
    from marts.retention group by month, window_months having windows <> months`,
  "the parts of a month's growth make all movements of the month": `
    select month from marts.growth_months group by month
    having sum(${moves}) <> coalesce((select sum(amount) from marts.mrr_movements as movements
      where movements.month = growth_months.month), 0)`,
  "churn of one month is one, read as retention or as growth": `
    select month from marts.growth_months where is_closed group by month
    having count(*) filter (where is_lost) <> (select count(*) from marts.retention as windows
      where windows.month = growth_months.month and window_months = 1 and is_lost)`,
  // a month of free plans alone has no cohort yet
  "the cohorts of a closed month hold all of its MRR": `
    with cohorts as (
      select cohort_month + to_months(months_since) as month, sum(mrr_now) as mrr
      from marts.cohort_months where segment = 'all' group by cohort_month + to_months(months_since)
    ),
    months as (select month, sum(mrr) as mrr from marts.account_months where is_closed group by month)
    select months.month from months left join cohorts on cohorts.month = months.month
    where coalesce(cohorts.mrr, 0) <> months.mrr`,
  "the tiers of a month hold all of its MRR": `
    with tiers as (select month, sum(mrr) as mrr from marts.tier_months group by month),
    months as (select month, sum(mrr) as mrr from marts.account_months where mrr > 0 group by month)
    select month from tiers full join months using (month)
    where tiers.mrr is distinct from months.mrr`,
};

async function brokenRules(): Promise<string[]> {
  const broken: string[] = [];
  for (const [rule, sql] of Object.entries(breaches)) {
    const found = await company.rows(sql);
    if (found.length > 0) broken.push(`${rule}: ${JSON.stringify(found[0])}`);
  }
  const { checks } = await checkBuild(company.connection, { findings: [], isPart: true });
  for (const { says, outcome, sample } of checks) {
    if (outcome === "failed") broken.push(`${says}: ${JSON.stringify(sample[0])}`);
  }
  return broken;
}

test("rows, versions and invoice lines under any policies: identities exact by account, month and slice, movements make MRR, grr ≤ 1 and ≤ nrr, parts make the whole", async () => {
  await fc.assert(
    fc.asyncProperty(histories, async (history) => {
      await take(history, sliced);
      expect(await brokenRules()).toEqual([]);
    }),
    settings(120),
  );
});

test("histories of all three kinds carry MRR, move and are invoiced", async () => {
  // what the rules are held against is no empty table
  const seen = new Set<unknown>();
  for (const history of fc.sample(histories, { numRuns: 2, seed: 20_240_701 })) {
    await take(history, revenue);
    const found = await company.rows(
      `select distinct left(subscription_id, 1) as told from core.subscription_periods where mrr > 0
       union select movement from marts.mrr_movements
       union select 'invoiced' from marts.revenue_months where invoiced <> 0`,
    );
    for (const { told } of found) seen.add(told);
  }
  expect([...seen]).toEqual(
    expect.arrayContaining(["S", "V", "I", "new", "churn", "expansion", "contraction", "invoiced"]),
  );
});

async function tables(): Promise<Record<string, unknown>> {
  const held: Record<string, unknown> = {};
  for (const name of revenue) held[name] = await company.rows(`from ${name} order by all`);
  return held;
}

test("the order of the rows of all three kinds changes no table", async () => {
  const both = histories.chain((history) =>
    fc.record({ history: fc.constant(history), other: shuffled(history) }),
  );
  await fc.assert(
    fc.asyncProperty(both, async ({ history, other }) => {
      await take(history, revenue);
      const held = await tables();
      await take(other, revenue);
      expect(await tables()).toEqual(held);
    }),
    settings(60),
  );
});
