/*---
grain: [account_id, currency, starts_on]
says: >-
  The unbroken times in which an account buys in a foreign currency, whatever subscription follows
  which; all that begins in one is counted at the rate of its first day, so that a renewal or a
  change of plan is never a change of rate. A break that reads as a renewal or is bridged is none.
source:
  - core.subscription_rows
  - staging.invoice_lines
  - config.run
  - config.revenue
section: 2
checks: [ends_on is null or ends_on >= starts_on]
---*/
with uses as (
    select
        account_id,
        currency,
        starts_at,
        least(
            coalesce(replaced_at, timestamp '9999-12-31'),
            coalesce(ended_at, lapses_at, timestamp '9999-12-31')
        ) as ends_at
    from core.subscription_rows
    union all
    select account_id, currency, service_start, service_end + interval 1 second
    from staging.invoice_lines
    where service_end > service_start
        and coalesce(kind, 'recurring') in ('recurring', 'usage')
        and coalesce(status, '') not in ('void', 'draft')
),

spans as (
    select
        uses.account_id,
        uses.currency,
        cast(uses.starts_at as date) as starts_on,
        case
            when uses.ends_at < run.as_of then cast(greatest(uses.starts_at, uses.ends_at) as date)
        end as ends_on,
        greatest(revenue.gap_days, revenue.late_days) as bridged_days
    from uses
    cross join config.run
    cross join config.revenue
    where uses.currency <> run.reporting_currency
),

marked as (
    select
        *,
        coalesce(
            starts_on - max(coalesce(ends_on, date '9999-12-31')) over (
                partition by account_id, currency
                order by starts_on, ends_on nulls first
                rows between unbounded preceding and 1 preceding
            ) > bridged_days,
            true
        ) as is_first
    from spans
),

numbered as (
    select
        *,
        count(*) filter (where is_first) over (
            partition by account_id, currency
            order by starts_on, ends_on nulls first
            rows unbounded preceding
        ) as stretch
    from marked
)

select
    account_id,
    currency,
    min(starts_on) as starts_on,
    case when count(*) = count(ends_on) then max(ends_on) end as ends_on
from numbered
group by account_id, currency, stretch
