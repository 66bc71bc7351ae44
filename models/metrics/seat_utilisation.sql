/*---
title: Seat utilisation
says: Active users of 28 days per seat paid for; no row where no seats are known.
unit: share
direction: higher_is_better
window_days: 28
provenance: product
entities: [usage_events, subscriptions]
grain: [account_id, month]
source: [metrics.active_users_28d, core.account_months, config.run]
checks: [value >= 0]
section: 4
incremental: month
---*/
select
    months.account_id,
    months.month,
    users.value / cast(months.seats as double) as value
from core.account_months as months
join metrics.active_users_28d as users
    on users.account_id = months.account_id
    and users.month = months.month
where months.seats > 0
    and months.month >= (select recompute_from from config.run)
