/*---
title: Change of seats, 90 days
says: >-
  Seats at the month's snapshot against those 90 days before it, minus one; no row where seats were
  or are unknown, or there were none.
unit: share
direction: higher_is_better
window_days: 90
provenance: product
entities: [subscriptions]
grain: [account_id, month]
source: [core.subscription_periods, core.account_months, config.run]
checks: [value >= -1]
section: 4
incremental: month
---*/
with earlier as (
    select
        months.account_id,
        months.month,
        sum(periods.quantity) as seats
    from core.account_months as months
    join core.subscription_periods as periods
        on periods.account_id = months.account_id
        and periods.starts_on < months.snapshot_at - interval 90 day
        and (periods.ends_on is null or periods.ends_on >= months.snapshot_at - interval 90 day)
    where months.month >= (select recompute_from from config.run)
    group by months.account_id, months.month
)

select
    months.account_id,
    months.month,
    case
        when months.mrr = 0 then -1.0
        else cast(months.seats as double) / cast(earlier.seats as double) - 1
    end as value
from core.account_months as months
join earlier
    on earlier.account_id = months.account_id
    and earlier.month = months.month
where earlier.seats > 0
    and (months.seats is not null or months.mrr = 0)
    and months.month >= (select recompute_from from config.run)
