/*---
grain: [line_id]
says: >-
  From when to when a subscription known from invoices alone is churned because a line stayed
  unpaid too long; a payment of that line or of a later one ends it.
source: [core.invoiced_lines, staging.invoice_lines, config.run, config.revenue]
section: 2
checks: [lapses_until is null or lapses_until > lapses_on]
---*/
with payments as (
    select
        spans.line_id,
        spans.subscription_id,
        spans.starts_on,
        lines.amount,
        lines.due_at,
        run.as_of,
        case
            when lines.paid_at < run.as_of then lines.paid_at
            when lines.paid_at is null and lines.status = 'paid'
                then coalesce(lines.invoiced_at, lines.service_start)
        end as paid_at
    from core.invoiced_lines as spans
    join staging.invoice_lines as lines on lines.line_id = spans.line_id
    cross join config.run
),

cleared as (
    select
        line_id,
        subscription_id,
        amount,
        due_at,
        as_of,
        min(paid_at) over (
            partition by subscription_id
            order by starts_on
            range between current row and unbounded following
        ) as cleared_at,
        -- where no line says that it was paid, the export does not tell
        count(paid_at) over () > 0 as has_payments
    from payments
),

lapses as (
    select
        cleared.line_id,
        cleared.subscription_id,
        cleared.amount,
        cleared.has_payments,
        cleared.as_of,
        cleared.due_at + revenue.past_due_days * interval 1 day as lapses_at,
        cleared.cleared_at
    from cleared
    cross join config.revenue
    where revenue.past_due = 'churn_after_days'
)

select
    line_id,
    subscription_id,
    cast(lapses_at as date) as lapses_on,
    cast(cleared_at as date) as lapses_until
from lapses
where amount > 0
    and has_payments
    and lapses_at < as_of
    and (cleared_at is null or cast(cleared_at as date) > cast(lapses_at as date))
