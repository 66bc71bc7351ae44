-- failed: what an account was invoiced by month is not the sum of its invoice lines
with lines as (
    select
        invoice_lines.account_id,
        sum(
            round(
                case
                    when kind = 'credit' then -abs(amount)
                    when kind = 'tax' then 0
                    else amount
                end
                * cast(
                    case
                        when invoice_lines.currency = run.reporting_currency then 1000000
                        when invoice_lines.currency is null then 1000000
                        else coalesce(rates.rate_units, 0)
                    end as decimal(12, 0)
                )
                * 0.000001,
                4
            )
        ) as invoiced
    from staging.invoice_lines
    cross join config.run
    left join core.exchange_rates as rates
        on rates.currency = invoice_lines.currency
        and rates.used_on = cast(coalesce(invoiced_at, service_start, due_at, paid_at) as date)
    where coalesce(status, '') not in ('void', 'draft')
        and coalesce(invoiced_at, service_start, due_at, paid_at) < run.as_of
    group by invoice_lines.account_id
),

months as (
    select account_id, sum(invoiced) as invoiced
    from marts.revenue_months
    group by account_id
)

select
    coalesce(lines.account_id, months.account_id) as account_id,
    lines.invoiced as invoiced_by_lines,
    months.invoiced as invoiced_by_months
from lines
full join months on months.account_id = lines.account_id
where coalesce(lines.invoiced, 0) <> coalesce(months.invoiced, 0)
