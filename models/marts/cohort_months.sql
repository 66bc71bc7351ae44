/*---
grain: [cohort_month, months_since, segment]
says: >-
  What is left of the accounts whose first MRR fell in one month, at the end of that month and of
  each closed month since; an account that comes back counts in its first cohort.
unit:
  accounts: accounts
  mrr_start: reporting currency per month
  mrr_retained: reporting currency per month
  mrr_now: reporting currency per month
source: [core.account_mrr_changes, core.account_segments, core.account_months]
section: 2
checks: [accounts_retained <= accounts, mrr_retained <= mrr_start, mrr_retained <= mrr_now]
---*/
with cohorts as (
    select account_id, cast(date_trunc('month', min(occurred_on)) as date) as cohort_month
    from core.account_mrr_changes
    where mrr_after > 0
    group by account_id
),

-- an account stays in the segments that it was in as its first month ended
histories as (
    select
        cohorts.cohort_month,
        segments.segment,
        months.account_id,
        datediff('month', cohorts.cohort_month, months.month) as months_since,
        months.mrr as mrr_now,
        starts.mrr as mrr_start
    from cohorts
    join core.account_segments as segments
        on segments.account_id = cohorts.account_id
        and segments.month = cohorts.cohort_month
    join core.account_months as starts
        on starts.account_id = cohorts.account_id
        and starts.month = cohorts.cohort_month
    join core.account_months as months
        on months.account_id = cohorts.account_id
        and months.month >= cohorts.cohort_month
    where months.is_closed
)

select
    strftime(cohort_month, '%Y-%m') || '/' || months_since || '/' || segment as cohort_month_id,
    cohort_month,
    cast(months_since as integer) as months_since,
    segment,
    count(*) as accounts,
    count(*) filter (where mrr_now > 0) as accounts_retained,
    cast(sum(mrr_start) as decimal(18, 4)) as mrr_start,
    cast(sum(least(mrr_start, mrr_now)) as decimal(18, 4)) as mrr_retained,
    cast(sum(mrr_now) as decimal(18, 4)) as mrr_now
from histories
group by cohort_month, months_since, segment
