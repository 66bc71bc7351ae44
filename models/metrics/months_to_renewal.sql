/*---
title: Months to renewal
says: >-
  Whole months from the month's snapshot to the next end of a term of the account's largest
  subscription in force; terms repeat with their own length, else with the billing interval.
unit: months
direction: neither
provenance: product
entities: [subscriptions]
grain: [account_id, month]
source: [core.subscription_periods, core.month_spine, config.run]
checks: [value >= 0]
section: 4
incremental: month
---*/
-- of what is in force the largest, the first by name among equals
with largest as (
    select
        spine.account_id,
        spine.month,
        any_value(spine.snapshot_at) as snapshot_at,
        arg_min(
            {
                'anchor_on': coalesce(periods.term_end, periods.starts_on),
                'term_months': case
                    -- the nearest number of months, of 1461 / 48 days on average
                    when periods.term_end > periods.term_start
                        then (48 * (periods.term_end - periods.term_start) + 730) // 1461
                    else cast(periods.billing_months as bigint)
                end
            },
            (-periods.mrr, periods.subscription_id)
        ) as term
    from core.month_spine as spine
    join core.subscription_periods as periods
        on periods.account_id = spine.account_id
        and periods.starts_on < spine.snapshot_at
        and (periods.ends_on is null or periods.ends_on >= spine.snapshot_at)
    where periods.mrr > 0
        and spine.month >= (select recompute_from from config.run)
    group by spine.account_id, spine.month
),

terms as (
    select
        account_id,
        month,
        cast(snapshot_at as date) as snapshot_on,
        term.anchor_on as anchor_on,
        greatest(term.term_months, 1) as term_months
    from largest
    where term.anchor_on is not null
),

-- the term that contains the snapshot, and its neighbours because months differ in length
ends as (
    select
        account_id,
        month,
        snapshot_on,
        anchor_on + to_months(
            cast(
                term_months * (
                    date_diff('month', anchor_on, snapshot_on) // term_months
                    + unnest(range(-1, 3))
                )
                as integer
            )
        ) as term_end
    from terms
)

select
    account_id,
    month,
    cast(date_sub('month', any_value(snapshot_on), min(term_end)) as double) as value
from ends
where term_end >= snapshot_on
group by account_id, month
