/*---
title: MRR per active user
says: MRR at the month's snapshot per active user of 28 days; no row without an active user.
unit: reporting currency per month
direction: neither
window_days: 28
provenance: product
entities: [usage_events, subscriptions]
grain: [account_id, month]
source: [metrics.active_users_28d, core.account_months, config.run]
section: 4
incremental: month
---*/
select
    months.account_id,
    months.month,
    cast(months.mrr as double) / users.value as value
from core.account_months as months
join metrics.active_users_28d as users
    on users.account_id = months.account_id
    and users.month = months.month
where users.value > 0
    and months.month >= (select recompute_from from config.run)
