/*---
grain: [subscription_id, version_no]
says: >-
  What each version of a subscription costs, as whole numbers: one interval's price in units of 10
  to the -10 with the discount apart, the interval as a fraction of months, and the exchange rate
  of the day on which the account began to buy in the currency.
unit:
  gross_units: 10^-10 of the currency
  discount_units: 10^-4 of the currency
  rate_units: 10^-6
source: [core.subscription_rows, core.currency_stretches, core.exchange_rates, config.run]
section: 2
checks: [months_numerator > 0]
---*/
with intervals (billing_interval, months_numerator, months_denominator) as (
    values ('day', 12, 365), ('week', 84, 365), ('month', 1, 1), ('quarter', 3, 1), ('year', 12, 1)
),

foreign_versions as (
    select
        subscriptions.subscription_id,
        subscriptions.version_no,
        subscriptions.currency,
        stretches.starts_on as used_on
    from core.subscription_rows as subscriptions
    join core.currency_stretches as stretches
        on stretches.account_id = subscriptions.account_id
        and stretches.currency = subscriptions.currency
        and stretches.starts_on <= cast(subscriptions.starts_at as date)
        and coalesce(stretches.ends_on, date '9999-12-31')
            >= cast(subscriptions.starts_at as date)
)

select
    subscriptions.subscription_id,
    subscriptions.version_no,
    cast(cast(subscriptions.mrr as decimal(28, 4)) * 10000 as hugeint) as stated_units,
    coalesce(
        cast(cast(coalesce(subscriptions.quantity, 1) as decimal(28, 6)) * 1000000 as hugeint)
            * cast(cast(subscriptions.unit_amount as decimal(28, 4)) * 10000 as hugeint),
        cast(cast(subscriptions.amount as decimal(28, 4)) * 10000 as hugeint) * 1000000,
        0
    ) as gross_units,
    coalesce(subscriptions.discount_percent, 0) as discount_percent,
    cast(cast(coalesce(subscriptions.discount_amount, 0) as decimal(28, 4)) * 10000 as hugeint)
        as discount_units,
    coalesce(intervals.months_numerator, 1) * greatest(coalesce(billing_interval_count, 1), 1)
        as months_numerator,
    coalesce(intervals.months_denominator, 1) as months_denominator,
    case
        when foreign_versions.subscription_id is null then 1000000
        else coalesce(rates.rate_units, 0)
    end as rate_units,
    coalesce(subscriptions.currency, config.run.reporting_currency) as currency,
    foreign_versions.subscription_id is not null and rates.rate_units is null
        as is_rate_missing,
    coalesce(subscriptions.mrr, subscriptions.unit_amount, subscriptions.amount) is null
        as is_price_missing
from core.subscription_rows as subscriptions
cross join config.run
left join intervals on intervals.billing_interval = subscriptions.billing_interval
left join foreign_versions
    on foreign_versions.subscription_id = subscriptions.subscription_id
    and foreign_versions.version_no = subscriptions.version_no
left join core.exchange_rates as rates
    on rates.currency = foreign_versions.currency
    and rates.used_on = foreign_versions.used_on
