/*---
title: Share of discounts
says: >-
  Discounts of the subscriptions in force at the month's snapshot among their MRR before discounts;
  no row without a list price.
unit: share
direction: lower_is_better
provenance: product
entities: [subscriptions]
grain: [account_id, month]
source: [core.subscription_periods, core.month_spine, config.run]
section: 4
incremental: month
---*/
with sums as (
    select
        spine.account_id,
        spine.month,
        sum(periods.mrr) as mrr,
        sum(periods.list_mrr) as list_mrr
    from core.month_spine as spine
    join core.subscription_periods as periods
        on periods.account_id = spine.account_id
        and periods.starts_on < spine.snapshot_at
        and (periods.ends_on is null or periods.ends_on >= spine.snapshot_at)
    where spine.month >= (select recompute_from from config.run)
    group by spine.account_id, spine.month
)

select
    account_id,
    month,
    1 - cast(mrr as double) / cast(list_mrr as double) as value
from sums
where list_mrr > 0
