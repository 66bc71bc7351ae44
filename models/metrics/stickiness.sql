/*---
title: Stickiness
says: >-
  Mean of the users active on a day over the 28 days before the month's snapshot, per user active
  in them; no row without an active user.
unit: share
direction: higher_is_better
window_days: 28
provenance: product
entities: [usage_events]
grain: [account_id, month]
source: [core.user_windows, config.run]
checks: [value between 0 and 1.04]
section: 4
incremental: month
---*/
select
    account_id,
    month,
    user_days_28d / cast(28 * active_users_28d as double) as value
from core.user_windows
where month >= (select recompute_from from config.run)
    and active_users_28d > 0
