/*---
title: Change of MRR, 12 months
says: >-
  MRR at the month's snapshot against that at the end of the month twelve months before, minus one;
  no row where there was none.
unit: share
direction: higher_is_better
provenance: product
entities: [subscriptions]
grain: [account_id, month]
source: [core.account_months, config.run]
section: 4
incremental: month
---*/
select
    months.account_id,
    months.month,
    cast(months.mrr as double) / cast(earlier.mrr as double) - 1 as value
from core.account_months as months
join core.account_months as earlier
    on earlier.account_id = months.account_id
    and earlier.month = months.month - interval 12 month
where earlier.mrr > 0
    and months.month >= (select recompute_from from config.run)
