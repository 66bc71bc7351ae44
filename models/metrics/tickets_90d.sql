/*---
title: Tickets, 90 days
says: Tickets created in the 90 days before the month's snapshot.
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
    cast(tickets_90d as double) as value
from core.ticket_windows
where month >= (select recompute_from from config.run)
