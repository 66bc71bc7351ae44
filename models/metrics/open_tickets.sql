/*---
title: Open tickets
says: >-
  Tickets created before the month's snapshot and not solved by then; no row before any ticket of
  any account is known to be solved.
unit: tickets
direction: lower_is_better
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
    cast(open_tickets as double) as value
from core.ticket_windows
where month >= (select recompute_from from config.run)
    and has_solved
