/*---
title: Support hours per 1,000 of ARR
says: >-
  Hours of support, by the hours that metrics.yml gives a ticket of each priority, of the tickets
  created in the 90 days before the month's snapshot, per 1,000 of ARR; no row without ARR.
unit: hours
direction: lower_is_better
window_days: 90
provenance: customer_reported
entities: [tickets, subscriptions]
grain: [account_id, month]
source: [core.ticket_windows, core.account_months, config.run]
checks: [value >= 0]
section: 4
incremental: month
---*/
select
    windows.account_id,
    windows.month,
    1000 * cast(windows.support_hours_90d as double) / cast(months.arr as double) as value
from core.ticket_windows as windows
join core.account_months as months
    on months.account_id = windows.account_id
    and months.month = windows.month
where months.arr > 0
    and windows.month >= (select recompute_from from config.run)
