/*---
title: Change of usage
says: >-
  Usage events of 28 days against the mean of the three windows of 28 days before, minus one; no
  row where nothing was used in those.
unit: share
direction: higher_is_better
window_days: 112
provenance: product
entities: [usage_events]
grain: [account_id, month]
source: [core.usage_windows, config.run]
checks: [value >= -1]
section: 4
incremental: month
---*/
select
    account_id,
    month,
    3 * events_28d / cast(events_84d_before as double) - 1 as value
from core.usage_windows
where month >= (select recompute_from from config.run)
    and events_84d_before > 0
