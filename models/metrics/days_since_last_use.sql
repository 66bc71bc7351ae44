/*---
title: Days since last use
says: >-
  Whole days from the account's last usage event to the month's snapshot; no row before the first
  one. Use before the first month counts when it is at most 112 days old.
unit: days
direction: lower_is_better
provenance: product
entities: [usage_events]
grain: [account_id, month]
source: [core.usage_windows, config.run]
checks: [value >= 0]
section: 4
incremental: month
---*/
-- the window holds 112 days, so an older last use is that of an earlier month
with uses as (
    select
        account_id,
        month,
        snapshot_at,
        max(last_used_at) over (partition by account_id order by month) as last_used_at
    from core.usage_windows
)

select
    account_id,
    month,
    cast(date_sub('day', last_used_at, snapshot_at) as double) as value
from uses
where last_used_at is not null
    and month >= (select recompute_from from config.run)
