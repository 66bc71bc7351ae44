/*---
title: Urgent tickets, 90 days
says: >-
  Tickets of the urgent priorities of metrics.yml created in the 90 days before the month's
  snapshot; no row where no ticket of any account has a priority.
unit: tickets
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
    cast(urgent_tickets_90d as double) as value
from core.ticket_windows
where month >= (select recompute_from from config.run)
    and has_priorities
