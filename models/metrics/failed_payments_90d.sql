/*---
title: Failed payments, 90 days
says: >-
  Invoices not paid within the days of grace of metrics.yml after they were due, where that last
  day lay in the 90 days before the month's snapshot.
unit: payments
direction: lower_is_better
window_days: 90
provenance: product
entities: [invoice_lines]
grain: [account_id, month]
source: [core.due_lines, core.month_spine, config.metric_settings, config.entities, config.run]
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

failures as (
    select distinct
        due_lines.account_id,
        due_lines.invoice,
        due_lines.due_at + to_days(settings.payment_grace_days) as failed_at
    from core.due_lines
    cross join config.metric_settings as settings
    where due_lines.amount > 0
        and (
            due_lines.paid_at is null
            or due_lines.paid_at > due_lines.due_at + to_days(settings.payment_grace_days)
        )
)

select
    months.account_id,
    months.month,
    cast(count(distinct failures.invoice) as double) as value
from months
left join failures
    on failures.account_id = months.account_id
    and failures.failed_at >= months.snapshot_at - interval 90 day
    and failures.failed_at < months.snapshot_at
group by months.account_id, months.month
