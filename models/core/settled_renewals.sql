/*---
grain: [subscription_id, due_month]
says: >-
  What became of each subscription that fell due in a month, as its line tells it, by the month in
  which that was settled: before its term ended it tells nothing of one that is due.
unit: { arr_due: reporting currency per year, renewed_arr: reporting currency per year }
source: [core.line_renewals, core.subscription_lines, core.forecast_vintages]
section: 10
checks: [settled_month >= due_month]
---*/
select
    lines.subscription_id,
    renewals.due_month,
    renewals.settled_month,
    -- a month that is not over may settle more
    coalesce(not vintages.is_provisional, false) as is_closed,
    renewals.is_renewed,
    renewals.arr_due,
    renewals.renewed_arr
from core.line_renewals as renewals
join core.subscription_lines as lines on lines.line_id = renewals.line_id
left join core.forecast_vintages as vintages on vintages.month = renewals.settled_month
where not renewals.is_early
