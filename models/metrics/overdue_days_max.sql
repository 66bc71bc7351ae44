/*---
title: Longest overdue
says: >-
  Whole days since the oldest due date of what was not paid by the month's snapshot; 0 where
  nothing is overdue.
unit: days
direction: lower_is_better
provenance: product
entities: [invoice_lines]
grain: [account_id, month]
source: [core.due_lines, core.month_spine, config.entities, config.run]
checks: [value >= 0]
section: 4
incremental: month
---*/
with months as (
    select spine.account_id, spine.month, spine.snapshot_at
    from core.month_spine as spine
    join config.entities on entities.entity = 'invoice_lines' and entities.is_configured
    where spine.month >= (select recompute_from from config.run)
),

-- what was paid when it was due is overdue at no snapshot
late_lines as (
    select account_id, due_at, paid_at, amount
    from core.due_lines
    where (paid_at is null or paid_at > due_at)
        and amount > 0
)

select
    months.account_id,
    months.month,
    cast(
        coalesce(date_sub('day', min(late_lines.due_at), any_value(months.snapshot_at)), 0)
        as double
    ) as value
from months
left join late_lines
    on late_lines.account_id = months.account_id
    and late_lines.due_at < months.snapshot_at
    and coalesce(late_lines.paid_at, timestamp 'infinity') >= months.snapshot_at
group by months.account_id, months.month
