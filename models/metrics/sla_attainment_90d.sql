/*---
title: SLA attainment, 90 days
says: >-
  Share of tickets first answered within the hours that metrics.yml promises their priority, of
  those answered or overdue for the first time in the 90 days before the month's snapshot.
unit: share
direction: higher_is_better
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
    sla_met_90d / cast(sla_decided_90d as double) as value
from core.ticket_windows
where month >= (select recompute_from from config.run)
    and sla_decided_90d > 0
