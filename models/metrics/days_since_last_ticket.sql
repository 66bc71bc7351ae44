/*---
title: Days since last ticket
says: >-
  Whole days from the creation of the account's last ticket to the month's snapshot; no row before
  the first one.
unit: days
direction: neither
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
    cast(date_sub('day', last_ticket_at, snapshot_at) as double) as value
from core.ticket_windows
where month >= (select recompute_from from config.run)
    and last_ticket_at is not null
