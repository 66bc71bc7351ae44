-- warned: an invoice line has no exchange rate at its date, so its revenue counts as zero
with lines as (
    select
        line_id,
        account_id,
        currency,
        cast(coalesce(invoiced_at, service_start, due_at, paid_at) as date) as used_on
    from staging.invoice_lines
)

select
    lines.line_id,
    lines.account_id,
    lines.currency
from lines
cross join config.run
left join core.exchange_rates as rates
    on rates.currency = lines.currency
    and rates.used_on = lines.used_on
where lines.currency <> run.reporting_currency and rates.currency is null
