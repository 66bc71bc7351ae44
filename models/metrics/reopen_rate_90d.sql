/*---
title: Reopened tickets, 90 days
says: Share of the tickets solved in the 90 days before the month's snapshot that had been reopened.
unit: share
direction: lower_is_better
window_days: 90
provenance: customer_reported
entities: [tickets]
grain: [account_id, month]
source: [core.ticket_windows, config.run]
checks: [value between 0 and 1]
section: 4
incremental: month
---*/
select
    account_id,
    month,
    reopened_90d / cast(reopens_known_90d as double) as value
from core.ticket_windows
where month >= (select recompute_from from config.run)
    and reopens_known_90d > 0
