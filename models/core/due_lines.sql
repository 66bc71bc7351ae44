/*---
grain: [line_id]
says: >-
  What was invoiced with a due date, in the reporting currency with its tax, and when it was paid;
  void lines and drafts never were.
unit: { amount: reporting currency }
source: [staging.invoice_lines, core.exchange_rates, config.run]
section: 4
---*/
with lines as (
    select
        invoice_lines.line_id,
        coalesce(invoice_lines.invoice_id, invoice_lines.line_id) as invoice,
        invoice_lines.account_id,
        invoice_lines.due_at,
        case
            when invoice_lines.paid_at is null and invoice_lines.status = 'paid'
                then invoice_lines.due_at
            else invoice_lines.paid_at
        end as paid_at,
        case when invoice_lines.kind = 'credit' then -1 else sign(invoice_lines.amount) end
            * abs(invoice_lines.amount) + coalesce(invoice_lines.tax, 0) as amount,
        invoice_lines.currency,
        invoice_lines.currency <> run.reporting_currency as is_foreign,
        coalesce(
            invoice_lines.invoiced_at, invoice_lines.service_start, invoice_lines.due_at
        ) as billed_at
    from staging.invoice_lines
    cross join config.run
    where invoice_lines.due_at is not null
        and coalesce(invoice_lines.status, '') not in ('void', 'draft')
)

select
    lines.line_id,
    lines.invoice,
    lines.account_id,
    lines.due_at,
    lines.paid_at,
    cast(
        lines.amount * case
            when lines.is_foreign then coalesce(rates.rate_units, 0) / 1000000.0
            else 1.0
        end
        as decimal(18, 4)
    ) as amount
from lines
left join core.exchange_rates as rates
    on rates.currency = case when lines.is_foreign then lines.currency end
    and rates.used_on = cast(lines.billed_at as date)
