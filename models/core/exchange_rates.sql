/*---
grain: [currency, used_on]
says: >-
  The exchange rate of each foreign currency on each day on which an account began to buy or was
  invoiced in it: the newest of that day or before, never a later one.
unit: { rate_units: 10^-6 }
source: [core.currency_stretches, staging.invoice_lines, staging.fx_rates, config.run]
section: 2
---*/
with uses as (
    select currency, starts_on as used_on
    from core.currency_stretches
    union
    select currency, cast(coalesce(invoiced_at, service_start, due_at, paid_at) as date)
    from staging.invoice_lines
)

select
    uses.currency,
    uses.used_on,
    cast(arg_max(fx_rates.rate_to_reporting, fx_rates.date) * 1000000 as hugeint) as rate_units
from uses
cross join config.run
join staging.fx_rates
    on fx_rates.currency = uses.currency
    and fx_rates.date < uses.used_on + interval 1 day
where uses.currency <> run.reporting_currency
group by uses.currency, uses.used_on
