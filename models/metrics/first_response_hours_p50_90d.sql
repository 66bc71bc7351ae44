/*---
title: First response, median of 90 days
says: >-
  Median hours from creation to first response of the tickets first answered in the 90 days before
  the month's snapshot.
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
    first_response_hours_p50_90d as value
from core.ticket_windows
where month >= (select recompute_from from config.run)
    and first_response_hours_p50_90d is not null
