/*---
title: Active days, 28 days
says: UTC days with at least one usage event in the 28 days before the month's snapshot.
unit: days
direction: higher_is_better
window_days: 28
provenance: product
entities: [usage_events]
grain: [account_id, month]
source: [core.usage_windows, config.run]
checks: [value >= 0]
section: 4
incremental: month
---*/
select
    account_id,
    month,
    cast(active_days_28d as double) as value
from core.usage_windows
where month >= (select recompute_from from config.run)
