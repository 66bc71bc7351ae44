/*---
grain: [account_id, month]
says: >-
  What each account was invoiced in a month, by the date of the invoice and apart by kind, and what
  it paid in that month, by the date of the payment. Amounts are net of discounts and without tax;
  credits are negative, so that the kinds add up to invoiced and invoiced adds up to the lines.
unit:
  recurring_revenue: reporting currency
  usage_revenue: reporting currency
  one_time_revenue: reporting currency
  credits: reporting currency (negative)
  invoiced: reporting currency
  tax: reporting currency
  collected: reporting currency
source: [staging.invoice_lines, core.exchange_rates, config.run]
section: 2
checks:
  - recurring_revenue + usage_revenue + one_time_revenue + credits = invoiced
  - credits <= 0
---*/
with lines as (
    select
        invoice_lines.account_id,
        coalesce(
            invoice_lines.kind,
            case
                when invoice_lines.service_end > invoice_lines.service_start then 'recurring'
                else 'one_time'
            end
        ) as kind,
        invoice_lines.amount,
        coalesce(invoice_lines.tax, 0) as tax,
        invoice_lines.currency <> run.reporting_currency as is_foreign,
        invoice_lines.currency,
        coalesce(
            invoice_lines.invoiced_at,
            invoice_lines.service_start,
            invoice_lines.due_at,
            invoice_lines.paid_at
        ) as billed_at,
        case
            when invoice_lines.paid_at < run.as_of then invoice_lines.paid_at
            when invoice_lines.paid_at is null and invoice_lines.status = 'paid'
                then coalesce(
                    invoice_lines.invoiced_at, invoice_lines.service_start, invoice_lines.due_at
                )
        end as paid_at,
        run.as_of
    from staging.invoice_lines
    cross join config.run
    where coalesce(invoice_lines.status, '') not in ('void', 'draft')
),

-- in 1e-4 of the own currency; the rate is that of the invoice, for its payment too
priced as (
    select
        lines.account_id,
        lines.kind,
        lines.billed_at,
        lines.paid_at,
        cast(lines.amount * 10000 as hugeint) as amount_units,
        cast(lines.tax * 10000 as hugeint) as tax_units,
        case when lines.is_foreign then coalesce(rates.rate_units, 0) else 1000000 end
            as rate_units
    from lines
    left join core.exchange_rates as rates
        on rates.currency = lines.currency
        and rates.used_on = cast(lines.billed_at as date)
    where lines.billed_at < lines.as_of
),

-- half up, away from zero; a credit reduces whichever sign it is exported with
converted as (
    select
        account_id,
        kind,
        billed_at,
        paid_at,
        case when kind = 'credit' then -1 else sign(amount_units) end
            * ((2 * abs(amount_units) * rate_units + 1000000) // 2000000) as units,
        sign(tax_units) * ((2 * abs(tax_units) * rate_units + 1000000) // 2000000) as tax_units
    from priced
),

entries as (
    select
        account_id,
        cast(date_trunc('month', billed_at) as date) as month,
        case when kind = 'recurring' then units else 0 end as recurring_units,
        case when kind = 'usage' then units else 0 end as usage_units,
        case when kind = 'one_time' then units else 0 end as one_time_units,
        case when kind = 'credit' then units else 0 end as credit_units,
        case when kind = 'tax' then units else tax_units end as tax_units,
        0 as collected_units
    from converted
    union all
    select
        account_id,
        cast(date_trunc('month', paid_at) as date),
        0,
        0,
        0,
        0,
        0,
        units
    from converted
    where paid_at is not null and kind <> 'tax'
),

totals as (
    select
        account_id,
        month,
        cast(sum(recurring_units) as bigint) as recurring_units,
        cast(sum(usage_units) as bigint) as usage_units,
        cast(sum(one_time_units) as bigint) as one_time_units,
        cast(sum(credit_units) as bigint) as credit_units,
        cast(sum(tax_units) as bigint) as tax_units,
        cast(sum(collected_units) as bigint) as collected_units,
        cast(0.0001 as decimal(5, 4)) as unit
    from entries
    group by account_id, month
)

select
    replace(account_id, '/', '%2F') || '/' || strftime(month, '%Y-%m') as revenue_month_id,
    account_id,
    month,
    cast(recurring_units * unit as decimal(18, 4)) as recurring_revenue,
    cast(usage_units * unit as decimal(18, 4)) as usage_revenue,
    cast(one_time_units * unit as decimal(18, 4)) as one_time_revenue,
    cast(credit_units * unit as decimal(18, 4)) as credits,
    cast(
        (recurring_units + usage_units + one_time_units + credit_units) * unit as decimal(18, 4)
    ) as invoiced,
    cast(tax_units * unit as decimal(18, 4)) as tax,
    cast(collected_units * unit as decimal(18, 4)) as collected
from totals
