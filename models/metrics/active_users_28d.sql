/*---
title: Active users, 28 days
says: >-
  Distinct users with at least one event in the 28 days before the month's snapshot; no row where
  no event of any account names its user.
unit: users
direction: higher_is_better
window_days: 28
provenance: product
entities: [usage_events]
grain: [account_id, month]
source: [core.user_windows, config.run]
checks: [value >= 0]
section: 4
incremental: month
---*/
select
    account_id,
    month,
    cast(active_users_28d as double) as value
from core.user_windows
where month >= (select recompute_from from config.run)
