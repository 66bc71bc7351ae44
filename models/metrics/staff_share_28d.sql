/*---
title: Share of staff, 28 days
says: >-
  Active users of 28 days per employee of the account; no row where the number of employees is not
  known.
unit: share
direction: higher_is_better
window_days: 28
provenance: product
entities: [usage_events, accounts]
grain: [account_id, month]
source: [metrics.active_users_28d, core.month_spine, core.account_versions, config.run]
checks: [value >= 0]
section: 4
incremental: month
---*/
select
    users.account_id,
    users.month,
    users.value / cast(versions.employees as double) as value
from metrics.active_users_28d as users
join core.month_spine as spine
    on spine.account_id = users.account_id
    and spine.month = users.month
join core.account_versions as versions
    on versions.account_id = users.account_id
    and versions.known_from < spine.snapshot_at
    and (versions.known_until is null or versions.known_until >= spine.snapshot_at)
where versions.employees > 0
    and users.month >= (select recompute_from from config.run)
