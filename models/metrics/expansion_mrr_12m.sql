/*---
title: Expansion of MRR, 12 months
says: MRR gained by expansion in the month and the eleven before it.
unit: reporting currency per month
direction: higher_is_better
provenance: product
entities: [subscriptions]
grain: [account_id, month]
source: [core.account_months, config.run]
checks: [value >= 0]
section: 4
incremental: month
---*/
with sums as (
    select
        account_id,
        month,
        sum(mrr_expansion) over (
            partition by account_id
            order by month
            range between interval 11 month preceding and current row
        ) as mrr_expansion
    from core.account_months
)

select
    account_id,
    month,
    cast(mrr_expansion as double) as value
from sums
where month >= (select recompute_from from config.run)
