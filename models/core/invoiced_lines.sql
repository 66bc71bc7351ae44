/*---
grain: [line_id]
says: >-
  The invoice lines that carry MRR, each from its service start until its end, until a later line
  of its subscription and plan starts, or until a negative prorated line ends it; prorated ones at
  their full-period rate. Lines of subscriptions that a source states are not among them.
unit:
  mrr: reporting currency per month
  list_mrr: reporting currency per month, before discounts
  mrr_native: own currency per month
source:
  - staging.invoice_lines
  - core.subscription_rows
  - core.currency_stretches
  - core.exchange_rates
  - config.run
  - config.revenue
section: 2
checks: [ends_on is null or ends_on > starts_on]
---*/
-- intervals in 1/365 of a month, so that a day is 12 and a month 365
with intervals (billing_interval, length_units) as (
    values ('day', 12), ('week', 84), ('month', 365), ('quarter', 1095), ('year', 4380)
),

stated_subscriptions as (
    select distinct subscription_id
    from core.subscription_rows
    where subscription_id in (select subscription_id from staging.invoice_lines)
),

stated_accounts as (
    select distinct account_id
    from core.subscription_rows
    where account_id in (select account_id from staging.invoice_lines)
),

charges as (
    select
        lines.*,
        coalesce(lines.plan, lines.product) as item,
        coalesce(lines.kind, 'recurring') = 'usage' as is_usage,
        coalesce(lines.prorated, false) as is_prorated,
        coalesce(lines.currency, run.reporting_currency) as own_currency,
        run.reporting_currency,
        run.as_of,
        revenue.discounts = 'ignored' as is_at_list_price,
        -- an end in the last second of a day means the midnight after it
        greatest(
            lines.service_end, date_trunc('day', lines.service_end + interval 1 second)
        ) as ends_at
    from staging.invoice_lines as lines
    cross join config.run
    cross join config.revenue
    left join stated_subscriptions
        on stated_subscriptions.subscription_id = lines.subscription_id
    left join stated_accounts on stated_accounts.account_id = lines.account_id
    where lines.service_end > lines.service_start
        and lines.service_start < run.as_of
        and coalesce(lines.status, '') not in ('void', 'draft')
        and (
            (lines.kind = 'usage' and revenue.metered = 'included')
            or (
                coalesce(lines.kind, 'recurring') = 'recurring'
                and stated_subscriptions.subscription_id is null
                and (lines.subscription_id is not null or stated_accounts.account_id is null)
            )
        )
),

measured as (
    select
        charges.line_id,
        coalesce(
            charges.subscription_id,
            replace(charges.account_id, '/', '%2F') || '/'
            || coalesce(replace(charges.item, '/', '%2F'), '-')
        ) || case when charges.is_usage then '/usage' else '' end as subscription_id,
        charges.item,
        charges.account_id,
        charges.plan,
        charges.product,
        charges.quantity,
        charges.amount,
        case
            when charges.is_at_list_price then charges.amount + abs(coalesce(charges.discount, 0))
            else charges.amount
        end as paid_amount,
        charges.amount + abs(coalesce(charges.discount, 0)) as list_amount,
        charges.own_currency,
        charges.own_currency <> charges.reporting_currency as is_foreign,
        charges.as_of,
        charges.is_prorated,
        charges.is_prorated and charges.amount < 0 as is_stop,
        coalesce(charges.invoiced_at, charges.service_start) as invoiced_at,
        charges.service_start as starts_at,
        charges.ends_at,
        date_diff('second', charges.service_start, charges.ends_at) as period_seconds,
        -- the nearest number of calendar months, of 1461 / 48 days on average
        (96 * date_diff('second', charges.service_start, charges.ends_at) + 126230400)
            // 252460800 as period_months,
        intervals.length_units * greatest(coalesce(charges.billing_interval_count, 1), 1)
            as stated_units
    from charges
    left join intervals on intervals.billing_interval = charges.billing_interval
),

-- a negative line without proration takes off lines that start with it; alone it is a credit
worth as (
    select *
    from measured
    qualify amount >= 0
        or is_prorated
        or bool_or(amount > 0 and not is_prorated) over (
            partition by subscription_id, item, starts_at
        )
),

-- a period of less than half a month is counted in days
lengths as (
    select
        *,
        case
            when stated_units is not null then stated_units
            when is_prorated then null
            when period_months > 0 then 365 * period_months
            else 12 * greatest((period_seconds + 43200) // 86400, 1)
        end as own_units
    from worth
),

ordered as (
    select
        *,
        coalesce(
            own_units,
            last_value(case when not is_prorated then own_units end ignore nulls) over (
                partition by subscription_id
                order by starts_at, is_prorated, line_id
                rows between unbounded preceding and current row
            ),
            365 * greatest(period_months, 1)
        ) as interval_units,
        min(starts_at) over (
            partition by subscription_id, item
            order by starts_at
            groups between 1 following and 1 following
        ) as cut_at,
        max(case when is_stop then invoiced_at end) over (
            partition by subscription_id, item, starts_at
        ) as stopped_at
    from lengths
),

spans as (
    select
        *,
        cast(starts_at as date) as starts_on,
        case
            when least(ends_at, coalesce(cut_at, ends_at)) < as_of
                then cast(least(ends_at, coalesce(cut_at, ends_at)) as date)
        end as ends_on,
        case
            when interval_units % 365 = 0
                then ends_at - interval_units // 365 * interval 1 month
            else ends_at - interval_units // 12 * interval 1 day
        end as full_from
    from ordered
    where not is_stop and (stopped_at is null or stopped_at <= invoiced_at)
),

-- the MRR in 1e-4 of the own currency is units × factor / divisor; nothing is rounded yet
fractions as (
    select
        spans.*,
        cast(cast(spans.paid_amount as decimal(28, 4)) * 10000 as hugeint) as paid_units,
        cast(cast(spans.list_amount as decimal(28, 4)) * 10000 as hugeint) as list_units,
        cast(365 as hugeint) * case
            when spans.is_prorated then date_diff('second', spans.full_from, spans.ends_at)
            else 1
        end as factor,
        cast(spans.interval_units as hugeint)
            * case when spans.is_prorated then spans.period_seconds else 1 end as divisor,
        case when spans.is_foreign then coalesce(rates.rate_units, 0) else 1000000 end
            as rate_units,
        spans.is_foreign and rates.rate_units is null as is_rate_missing
    from spans
    left join core.currency_stretches as stretches
        on stretches.account_id = case when spans.is_foreign then spans.account_id end
        and stretches.currency = spans.own_currency
        and stretches.starts_on <= spans.starts_on
        and coalesce(stretches.ends_on, date '9999-12-31') >= spans.starts_on
    left join core.exchange_rates as rates
        on rates.currency = stretches.currency
        and rates.used_on = stretches.starts_on
    where spans.ends_on is null or spans.ends_on > spans.starts_on
),

-- half up, away from zero: (2n + d) / 2d in whole numbers; 1,000,000 is a rate of one
rounded as (
    select
        *,
        sign(paid_units) * (
            (2 * abs(paid_units) * factor * rate_units + divisor * 1000000)
            // (2 * divisor * 1000000)
        ) as mrr_units,
        sign(list_units) * (
            (2 * abs(list_units) * factor * rate_units + divisor * 1000000)
            // (2 * divisor * 1000000)
        ) as list_mrr_units,
        sign(paid_units) * ((2 * abs(paid_units) * factor + divisor) // (2 * divisor))
            as native_units
    from fractions
)

select
    line_id,
    subscription_id,
    account_id,
    plan,
    product,
    quantity,
    cast(cast(mrr_units as bigint) * cast(0.0001 as decimal(5, 4)) as decimal(18, 4)) as mrr,
    cast(cast(list_mrr_units as bigint) * cast(0.0001 as decimal(5, 4)) as decimal(18, 4))
        as list_mrr,
    cast(cast(native_units as bigint) * cast(0.0001 as decimal(5, 4)) as decimal(18, 4))
        as mrr_native,
    own_currency as currency,
    starts_on,
    ends_on,
    cast(interval_units as decimal(18, 6)) as interval_units,
    starts_on as term_start,
    cast(ends_at as date) as term_end,
    is_rate_missing
from rounded
