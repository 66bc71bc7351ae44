/*---
grain: [account_id, month]
says: >-
  One row per account and month, from the month of its first MRR to the month of as_of; the last
  one is open, its snapshot is as_of itself.
source: [core.account_mrr_changes, core.subscription_periods, config.run, config.revenue]
section: 1
checks: [snapshot_at is not null]
---*/
with firsts as (
    select account_id, occurred_on as first_on
    from core.account_mrr_changes
    where mrr_after > 0
    union all
    select periods.account_id, periods.starts_on
    from core.subscription_periods as periods
    cross join config.revenue
    where revenue.free_plan = 'customer_at_zero'
),

first_days as (
    select account_id, min(first_on) as first_on
    from firsts
    group by account_id
),

month_starts as (
    select
        cast(
            unnest(
                generate_series(
                    date_trunc('month', (select min(first_on) from first_days)),
                    date_trunc('month', run.as_of),
                    interval 1 month
                )
            ) as date
        ) as month,
        run.as_of
    from config.run
),

-- the first month that ends at least baseline_days after the first MRR
baselines as (
    select
        first_days.account_id,
        first_days.first_on,
        cast(date_trunc('month', first_days.first_on + run.baseline_days - 1) as date)
            as baseline_month
    from first_days
    cross join config.run
)

select
    baselines.account_id,
    month_starts.month,
    least(cast(month_starts.month + interval 1 month as timestamp), month_starts.as_of)
        as snapshot_at,
    month_starts.month + interval 1 month <= month_starts.as_of as is_closed,
    baselines.first_on,
    case
        when baselines.baseline_month <= month_starts.month
            and baselines.baseline_month + interval 1 month <= month_starts.as_of
            then baselines.baseline_month
    end as baseline_month
from baselines
join month_starts on month_starts.month >= date_trunc('month', baselines.first_on)
