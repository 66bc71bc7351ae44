import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabase } from "../../pipeline/database.js";
import { forecastMartsSql } from "./forecast-marts.js";

/** One account in one month; money moves from `opening` to `mrr`. */
type Month = readonly [
  account: string,
  month: string,
  opening: number,
  gained: number,
  lost: number,
  mrr: number,
  seats: number,
  tier: number | null,
];

// five accounts over two quarters; March 2025 is still open on 2025-03-16
const months: readonly Month[] = [
  ["a1", "2024-11-01", 0, 1000, 0, 1000, 20, 1],
  ["a1", "2024-12-01", 1000, 0, 0, 1000, 20, 1],
  ["a1", "2025-01-01", 1000, 200, 0, 1200, 25, 1],
  ["a1", "2025-02-01", 1200, 0, 0, 1200, 25, 1],
  ["a1", "2025-03-01", 1200, 0, 0, 1200, 25, 1],
  ["a2", "2024-11-01", 0, 500, 0, 500, 10, 2],
  ["a2", "2024-12-01", 500, 0, 0, 500, 10, 2],
  ["a2", "2025-01-01", 500, 0, 0, 500, 10, 2],
  ["a2", "2025-02-01", 500, 0, -200, 300, 6, 2],
  ["a2", "2025-03-01", 300, 0, 0, 300, 6, 2],
  ["a3", "2024-12-01", 0, 800, 0, 800, 8, 1],
  ["a3", "2025-01-01", 800, 0, 0, 800, 8, 2],
  ["a3", "2025-02-01", 800, 0, -800, 0, 0, null],
  ["a3", "2025-03-01", 0, 0, 0, 0, 0, null],
  ["a4", "2024-11-01", 0, 100, 0, 100, 2, 3],
  ["a4", "2024-12-01", 100, 0, -100, 0, 0, null],
  ["a4", "2025-01-01", 0, 0, 0, 0, 0, null],
  ["a4", "2025-02-01", 0, 150, 0, 150, 3, 3],
  ["a4", "2025-03-01", 150, 0, 0, 150, 3, 3],
  ["a5", "2025-03-01", 0, 50, 0, 50, 1, 3],
];

const accountsSql = `
create table marts.accounts as
select
    account_id, name, account_id as ultimate_parent_id, region, country, industry, size, plan,
    tier::integer as tier, csm_id, csm_name, customer_since::date as customer_since,
    churned_on::date as churned_on, mrr::decimal(18, 4) as mrr, (12 * mrr)::decimal(18, 4) as arr,
    seats::bigint as seats, (mrr / 1700)::double as mrr_share,
    notice_given_on::date as notice_given_on, mrr > 0 as is_customer,
    pending::decimal(18, 4) as pending_churn_arr
from (values
    ('a1', 'Alder', 'EMEA', 'DE', 'retail', 'large', 'pro', 1, 'c1', 'Casey', '2024-11-05', null, 1200, 25, null, 0),
    ('a2', 'Birch', 'EMEA', 'FR', 'retail', 'small', 'pro', 2, 'c1', 'Casey', '2024-11-07', null, 300, 6, '2025-03-02', 3600),
    ('a3', 'Cedar', 'AMER', 'US', 'energy', 'large', 'pro', null, 'c2', 'Robin', '2024-12-01', '2025-02-11', 0, 0, null, 0),
    ('a4', 'Dogwood', 'AMER', 'US', 'energy', 'small', 'basic', 3, 'c2', 'Robin', '2024-11-20', null, 150, 3, null, 0),
    ('a5', 'Elm', 'APAC', 'JP', 'media', 'small', 'basic', 3, null, null, '2025-03-04', null, 50, 1, null, 0)
) as accounts (account_id, name, region, country, industry, size, plan, tier, csm_id, csm_name,
    customer_since, churned_on, mrr, seats, notice_given_on, pending)`;

const accountMonthsSql = `
create table marts.account_months as
with numbered as (
    select *, lag(tier) over (partition by account_id order by month) as tier_previous
    from account_month_inputs
),
ranked as (
    select *, mrr > 0 as is_customer,
        case when mrr > 0 then rank() over (partition by month order by mrr desc) end as tier_rank,
        sum(mrr) over (partition by month) as month_mrr,
        sum(case when mrr > 0 then 1 else 0 end) over (partition by month) as month_customers,
        sum(mrr) over (partition by month order by mrr desc) as mrr_so_far
    from numbered
)
select
    months.account_id || '/' || strftime(months.month, '%Y-%m') as account_month_id,
    months.account_id, months.month,
    least(months.month + interval 1 month, timestamp '2025-03-16') as snapshot_at,
    months.month < date '2025-03-01' as is_closed, months.is_customer,
    months.opening::decimal(18, 4) as mrr_opening,
    (case when first_month = months.month then gained else 0 end)::decimal(18, 4) as mrr_new,
    (case when opening = 0 and first_month < months.month then gained else 0 end)::decimal(18, 4)
        as mrr_reactivation,
    (case when opening > 0 then gained else 0 end)::decimal(18, 4) as mrr_expansion,
    (case when months.mrr > 0 then lost else 0 end)::decimal(18, 4) as mrr_contraction,
    (case when months.mrr = 0 then lost else 0 end)::decimal(18, 4) as mrr_churn,
    months.mrr::decimal(18, 4) as mrr, (12 * months.mrr)::decimal(18, 4) as arr,
    months.seats::bigint as seats, tier_rank, (tier_rank / month_customers)::double as customer_share,
    (months.mrr / month_mrr)::double as mrr_share,
    (mrr_so_far / month_mrr)::double as cumulative_mrr_share,
    region, country, industry, size, plan, months.tier::integer as tier,
    tier_previous::integer as tier_previous, csm_id, csm_id as csm_id_previous, ultimate_parent_id
from ranked as months
inner join marts.accounts as accounts on accounts.account_id = months.account_id
inner join (
    select account_id, min(month) as first_month from account_month_inputs group by account_id
) as firsts on firsts.account_id = months.account_id`;

const revenueMartsSql = [
  `create table marts.subscription_months as
select
    months.account_id || '-' || part || '/' || strftime(month, '%Y-%m') as subscription_month_id,
    months.account_id || '-' || part as subscription_id, month, months.account_id, plan,
    ['core', 'extra'][part] as product, (seats / 2)::decimal(18, 6) as quantity,
    (mrr / 2)::decimal(18, 4) as mrr, (mrr / 2 / part)::decimal(18, 4) as mrr_native,
    ['USD', 'GBP'][part] as currency
from marts.account_months as months, generate_series(1, 2) as parts (part)
where mrr > 0`,
  `create table marts.retention as
with parents as (
    select ultimate_parent_id, month, max(mrr) = 0 as is_parent_lost
    from marts.account_months group by all
)
select
    began.account_id || '/' || strftime(months.month, '%Y-%m') || '/' || window_months as retention_id,
    began.account_id, months.month, window_months::integer as window_months, began.mrr as mrr_then,
    months.mrr as mrr_now, least(began.mrr, months.mrr) as mrr_retained,
    began.is_customer as was_customer, months.is_customer, months.mrr = 0 as is_lost, is_parent_lost,
    began.region, began.country, began.industry, began.size, began.plan, began.tier, began.csm_id,
    began.ultimate_parent_id
from marts.account_months as began, (values (1), (3)) as windows (window_months)
inner join marts.account_months as months
    on months.month = began.month + to_months(window_months) and months.account_id = began.account_id
inner join parents
    on parents.month = months.month and parents.ultimate_parent_id = months.ultimate_parent_id
where began.mrr > 0 and months.is_closed`,
  `create table marts.growth_months as
select
    account_month_id as growth_month_id, account_id, month, is_closed, mrr_opening > 0 as was_customer,
    is_customer, mrr_churn < 0 as is_lost, mrr_opening, mrr_new, mrr_reactivation, mrr_expansion,
    mrr_contraction, mrr_churn, mrr, count(*) filter (mrr_opening > 0) over before
        as trailing_customer_months, count(*) filter (mrr_churn < 0) over before
        as trailing_lost_months, region, country, industry, size, plan,
    coalesce(tier_previous, tier) as tier, csm_id, ultimate_parent_id
from marts.account_months
window before as (partition by account_id order by month rows between 6 preceding and 1 preceding)`,
  `create table marts.cohort_months as
with firsts as (
    select account_id, size, min(month) as cohort_month, arg_min(mrr, month) as mrr_start
    from marts.account_months group by account_id, size
),
segments as (
    select account_id, cohort_month, mrr_start, unnest(['all', size]) as segment from firsts
)
select
    strftime(cohort_month, '%Y-%m') || '/' || datediff('month', cohort_month, month) || '/' || segment
        as cohort_month_id, cohort_month,
    datediff('month', cohort_month, month)::integer as months_since, segment, count(*) as accounts,
    count(*) filter (mrr > 0) as accounts_retained, sum(mrr_start)::decimal(18, 4) as mrr_start,
    sum(least(mrr_start, mrr))::decimal(18, 4) as mrr_retained, sum(mrr)::decimal(18, 4) as mrr_now
from segments inner join marts.account_months as months on months.account_id = segments.account_id
where is_closed
group by cohort_month, month, segment`,
];

const otherMartsSql = [
  `create table marts.mrr_movements as
select
    account_id || '/' || occurred_on as mrr_movement_id, account_id,
    occurred_on::date as occurred_on, date_trunc('month', occurred_on::date)::date as month, movement,
    (mrr_after - mrr_before)::decimal(18, 4) as amount, mrr_before::decimal(18, 4) as mrr_before,
    mrr_after::decimal(18, 4) as mrr_after, reason, subscription_id
from (values
    ('a1', '2024-11-05', 'new', 0, 1000, 'subscription_added', 's1'),
    ('a2', '2024-11-07', 'new', 0, 500, 'subscription_added', 's2'),
    ('a4', '2024-11-20', 'new', 0, 100, 'subscription_added', 's4'),
    ('a3', '2024-12-01', 'new', 0, 800, 'subscription_added', 's3'),
    ('a4', '2024-12-09', 'churn', 100, 0, 'subscription_ended', 's4'),
    ('a1', '2025-01-14', 'expansion', 1000, 1200, 'quantity', 's1'),
    ('a3', '2025-02-11', 'churn', 800, 0, 'subscription_ended', 's3'),
    ('a2', '2025-02-18', 'contraction', 500, 300, 'quantity', 's2'),
    ('a4', '2025-02-20', 'reactivation', 0, 150, 'subscription_added', 's5'),
    ('a5', '2025-03-04', 'new', 0, 50, 'subscription_added', 's6')
) as movements (account_id, occurred_on, movement, mrr_before, mrr_after, reason, subscription_id)`,
  `create table marts.mrr_reconciliation as
select
    account_id || '/' || month || '/' || vendor as mrr_reconciliation_id, account_id,
    (month || '-01')::date as month, vendor, vendor_mrr::decimal(18, 4) as vendor_mrr,
    mrr::decimal(18, 4) as mrr, (mrr - vendor_mrr)::decimal(18, 4) as difference,
    mrr = vendor_mrr as is_equal, is_in_export
from (values
    ('a1', '2025-01', 'stripe', 1200, 1200, true), ('a2', '2025-01', 'stripe', 500, 450.5, true),
    ('a3', '2025-01', 'stripe', 800, 0, false), ('a1', '2025-02', 'stripe', 1200, 1200, true),
    ('a2', '2025-02', 'stripe', 300, 300, true), ('a2', '2025-02', 'chartmogul', 300, 310, true)
) as reconciled (account_id, month, vendor, mrr, vendor_mrr, is_in_export)`,
  `create table marts.tier_months as
with totals as (
    select month, sum(mrr) as mrr, count(*) filter (is_customer) as customers
    from marts.account_months group by month
),
tiers as (
    select month, tier, sum(mrr) as mrr, count(*) as customers, min(mrr) as floor_mrr
    from marts.account_months where is_customer group by month, tier
)
select
    strftime(tiers.month, '%Y-%m') || '/' || tiers.tier as tier_month_id, tiers.month, tiers.tier,
    ['Gold', 'Silver', 'Bronze'][tiers.tier] as tier_name,
    ['high touch', 'mid touch', 'tech touch'][tiers.tier] as touch_model,
    tiers.customers::bigint as customers, (tiers.customers / totals.customers)::double as customer_share,
    tiers.mrr::decimal(18, 4) as mrr, (tiers.mrr / totals.mrr)::double as mrr_share,
    tiers.floor_mrr::decimal(18, 4) as floor_mrr,
    (sum(tiers.customers) over running / totals.customers)::double as cumulative_customer_share,
    (sum(tiers.mrr) over running / totals.mrr)::double as cumulative_mrr_share
from tiers inner join totals on totals.month = tiers.month
window running as (partition by tiers.month order by tiers.tier)`,
  `create table marts.revenue_months as
select
    account_id || '/' || strftime(month::date, '%Y-%m') as revenue_month_id, account_id,
    month::date as month, recurring::decimal(18, 4) as recurring_revenue,
    usage::decimal(18, 4) as usage_revenue, one_time::decimal(18, 4) as one_time_revenue,
    credits::decimal(18, 4) as credits,
    (recurring + usage + one_time + credits)::decimal(18, 4) as invoiced,
    tax::decimal(18, 4) as tax, collected::decimal(18, 4) as collected
from (values
    ('a1', '2024-11-01', 12000, 0, 500, 0, 1000, 0), ('a1', '2024-12-01', 0, 35.5, 0, 0, 3, 12500),
    ('a2', '2024-11-01', 500, 0, 0, 0, 40, 500), ('a2', '2025-02-01', 300, 0, 0, -25, 24, 275),
    ('a3', '2025-02-01', 0, 0, 0, -80, 0, -80)
) as revenue (account_id, month, recurring, usage, one_time, credits, tax, collected)`,
  `create table marts.account_metrics as
select
    account_id, month::date as month, metric, value::double as value, unit, 'all' as peer_group,
    8::bigint as peer_n, percentile::double as peer_percentile, (value - 1)::double as baseline,
    1::double as change_1m, null::double as change_3m
from (values
    ('a1', '2025-02-01', 'tickets_90d', 4, 'tickets', 0.9), ('a2', '2025-02-01', 'tickets_90d', 2, 'tickets', 0.5),
    ('a4', '2025-02-01', 'tickets_90d', 0, 'tickets', 0.1), ('a1', '2025-03-01', 'tickets_90d', 6, 'tickets', 0.9),
    ('a2', '2025-03-01', 'tickets_90d', 3, 'tickets', 0.5), ('a4', '2025-03-01', 'tickets_90d', 0, 'tickets', 0.2),
    ('a1', '2025-03-01', 'seat_utilisation', 0.8, 'share', 0.7), ('a2', '2025-03-01', 'seat_utilisation', 0.5, 'share', 0.3)
) as metrics (account_id, month, metric, value, unit, percentile)`,
  `create table marts.calendar as
select
    date::date as date, date_trunc('month', date)::date as month,
    year(date) || '-Q' || quarter(date) as quarter,
    'FY' || year(date) || '-Q' || quarter(date) as fiscal_quarter, year(date)::integer as fiscal_year
from generate_series(date '1888-05-08', date '2025-03-31', interval 1 day) as days (date)`,
  `create table marts.runs as
select
    run_id, timestamp '2025-03-16 01:00:00' as started_at, timestamp '2025-03-16 01:00:09' as finished_at,
    as_of, known_at, 'published' as outcome, 120::bigint as rows_read, 3::bigint as rows_quarantined,
    'config-1' as config_version, '0.1.0' as tenure_version
from config.run`,
  `create table marts.restatements as
select
    metric || '/' || period || '/' || run_id as restatement_id, metric, (period || '-01')::date as period,
    run_id, old_value::decimal(18, 4) as old_value, new_value::decimal(18, 4) as new_value, files, cause
from (values
    ('mrr', '2024-12', 'r0', 2300, 2400, 'exports/late.csv', 'files'),
    ('mrr', '2025-01', 'r0', 2500, 2600, 'exports/late.csv', 'files'),
    ('mrr_new', '2024-12', 'r0', 700, 800, 'exports/late.csv', 'files'),
    ('customers', '2024-12', 'r1', 3, 2, '', 'config')
) as rows (metric, period, run_id, old_value, new_value, files, cause)`,
  `create table marts.source_files as
select
    file_id, source, entity, path, sha256, bytes::bigint as bytes, rows_read::bigint as rows_read,
    rows_loaded::bigint as rows_loaded, rows_quarantined::bigint as rows_quarantined,
    rows_duplicate::bigint as rows_duplicate, rows_filtered::bigint as rows_filtered,
    landed_at::timestamp as landed_at, '1' as contract_version, newest_at::timestamp as newest_at
from (values
    ('f1', 'billing', 'accounts', 'accounts.csv', 'aa', 900, 50, 48, 1, 1, 0, '2025-03-15 08:00:00', '2025-03-14 10:00:00'),
    ('f2', 'billing', 'subscriptions', 'subscriptions.csv', 'bb', 1100, 70, 66, 2, 0, 2, '2025-03-15 09:00:00', '2025-03-15 07:00:00')
) as files (file_id, source, entity, path, sha256, bytes, rows_read, rows_loaded, rows_quarantined,
    rows_duplicate, rows_filtered, landed_at, newest_at)`,
  `create table marts.quarantine as
select
    row_id, file_id, line::bigint as line, entity, column_name, reason, message, raw_text,
    timestamp '2025-03-15 09:00:00' as first_seen_at, replayed_at::timestamp as replayed_at
from (values
    ('q1', 'f1', 12, 'accounts', 'account_id', 'missing-value', 'account_id is empty', ',Fir,secret@example.com', null),
    ('q2', 'f2', 7, 'subscriptions', 'amount', 'not-a-number', 'amount is not a number', 's9,a1,ten', null),
    ('q3', 'f2', 9, 'subscriptions', 'account_id', 'unknown-account', 'no account zz', 's8,zz,10', '2025-03-16 00:30:00')
) as rows (row_id, file_id, line, entity, column_name, reason, message, raw_text, replayed_at)`,
];

/** Days in the calendar: one more than an answer of REST carries. */
export const calendarDays = 50_001;

/** A warehouse directory of its own for one test file. */
export function makeWarehouse(): { readonly folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), "tenure-cube-"));
  mkdirSync(join(folder, "builds"));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Writes a build whose last month of account a1 is worth `alder`, without publishing it. */
export async function writeBuild(
  folder: string,
  runId: string,
  alder = 1200,
  currency = "USD",
): Promise<string> {
  const file = join("builds", `${runId}.duckdb`);
  const database = await openDatabase(join(folder, file));
  const values = months.map(([account, month, opening, gained, lost, mrr, seats, tier]) => {
    const last = account === "a1" && month === "2025-03-01" ? alder : mrr;
    return `('${account}', date '${month}', ${opening}, ${gained}, ${lost}, ${last}, ${seats}, ${tier})`;
  });
  const statements = [
    "create schema config; create schema marts",
    `create table config.run as select '${runId}' as run_id, timestamp '2025-03-16' as as_of,
       null::timestamp as known_at, '${currency}' as reporting_currency`,
    `create temp table account_month_inputs as select * from (values ${values.join(", ")})
       as months (account_id, month, opening, gained, lost, mrr, seats, tier)`,
    accountsSql,
    accountMonthsSql,
    ...revenueMartsSql,
    ...otherMartsSql,
    ...forecastMartsSql,
  ];
  for (const statement of statements) await database.connection.run(statement);
  database.close();
  return file;
}

/** Moves the pointer to a build that was written. */
export function point(folder: string, runId: string): void {
  const pointer = {
    run_id: runId,
    file: `builds/${runId}.duckdb`,
    published_at: "2025-03-16T01:00:09Z",
  };
  const temporary = join(folder, "current.json.new");
  writeFileSync(temporary, JSON.stringify(pointer));
  renameSync(temporary, join(folder, "current.json"));
}

/** Writes a build and publishes it. */
export async function publishBuild(
  folder: string,
  runId: string,
  alder = 1200,
  currency = "USD",
): Promise<void> {
  await writeBuild(folder, runId, alder, currency);
  point(folder, runId);
}
