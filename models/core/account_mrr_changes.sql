/*---
grain: [account_id, occurred_on]
says: >-
  Each day on which an account's total MRR changed, all changes of the day netted; short gaps are
  bridged (gap_from is the day such a gap began) and a first stint inside one month is left out
  where the policies say so.
unit: { mrr_before: reporting currency per month, mrr_after: reporting currency per month }
source: [core.subscription_periods, config.revenue]
section: 2
checks: [mrr_before <> mrr_after]
---*/
with edges as (
    select account_id, starts_on as occurred_on, mrr as amount
    from core.subscription_periods
    union all
    select account_id, ends_on, -mrr
    from core.subscription_periods
    where ends_on is not null
),

days as (
    select account_id, occurred_on, sum(amount) as amount
    from edges
    group by account_id, occurred_on
    having sum(amount) <> 0
),

levels as (
    select
        account_id,
        occurred_on,
        cast(sum(amount) over by_day as decimal(18, 4)) as mrr_after,
        cast(sum(amount) over by_day - amount as decimal(18, 4)) as mrr_before,
        lead(occurred_on) over (partition by account_id order by occurred_on) as next_on
    from days
    window by_day as (
        partition by account_id order by occurred_on rows unbounded preceding
    )
),

bridged as (
    select
        levels.account_id,
        levels.occurred_on,
        levels.mrr_before,
        levels.mrr_after,
        levels.mrr_after = 0
            and coalesce(levels.next_on - levels.occurred_on <= revenue.gap_days, false)
            as is_bridged
    from levels
    cross join config.revenue
),

carried as (
    select
        account_id,
        occurred_on,
        case when is_bridged then occurred_on end as gap_from,
        case when is_bridged then mrr_before else mrr_after end as mrr_after
    from bridged
),

steps as (
    select
        account_id,
        occurred_on,
        lag(mrr_after, 1, 0) over by_day as mrr_before,
        mrr_after,
        lag(gap_from) over by_day as gap_from
    from carried
    window by_day as (partition by account_id order by occurred_on)
),

-- a stint runs from a rise above zero to the next fall to zero
stints as (
    select
        account_id,
        occurred_on,
        mrr_before,
        mrr_after,
        gap_from,
        count(*) filter (where mrr_before = 0) over (
            partition by account_id order by occurred_on rows unbounded preceding
        ) as stint
    from steps
    where mrr_before <> mrr_after
),

stint_ends as (
    select
        account_id,
        stint,
        date_trunc('month', min(occurred_on))
            = date_trunc('month', max(occurred_on) filter (where mrr_after = 0)) as is_one_month
    from stints
    group by account_id, stint
),

first_stints as (
    select account_id, min(stint) as stint
    from stint_ends
    where is_one_month is not true
    group by account_id
)

select
    stints.account_id,
    stints.occurred_on,
    cast(stints.mrr_before as decimal(18, 4)) as mrr_before,
    cast(stints.mrr_after as decimal(18, 4)) as mrr_after,
    stints.gap_from
from stints
cross join config.revenue
left join first_stints on first_stints.account_id = stints.account_id
where revenue.same_month_new_and_churn = 'both' or stints.stint >= first_stints.stint
