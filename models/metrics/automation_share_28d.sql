/*---
title: Share of automation, 28 days
says: >-
  Usage events of the automations of product.yml among all of the 28 days before the month's
  snapshot; no row without use, or where product.yml names none.
unit: share
direction: higher_is_better
window_days: 28
provenance: product
entities: [usage_events]
grain: [account_id, month]
source: [core.usage_windows, config.run]
checks: [value between 0 and 1]
section: 4
incremental: month
---*/
select
    account_id,
    month,
    automated_events_28d / cast(events_28d as double) as value
from core.usage_windows
where month >= (select recompute_from from config.run)
    and automations > 0
    and events_28d > 0
