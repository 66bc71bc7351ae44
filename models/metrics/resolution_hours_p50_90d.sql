/*---
title: Resolution, median of 90 days
says: >-
  Median hours from creation to solution of the tickets solved in the 90 days before the month's
  snapshot.
unit: hours
direction: lower_is_better
window_days: 90
provenance: customer_reported
entities: [tickets]
grain: [account_id, month]
source: [core.ticket_windows, config.run]
checks: [value >= 0]
section: 4
incremental: month
---*/
select
    account_id,
    month,
    resolution_hours_p50_90d as value
from core.ticket_windows
where month >= (select recompute_from from config.run)
    and resolution_hours_p50_90d is not null
