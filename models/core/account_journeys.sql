/*---
grain: [account_id]
says: >-
  Where each account stands in its stages at as_of, how long it took to be onboarded and to find
  value, and the days around it: signature, go-live, first invoice.
unit: { days_in_stage: days, time_to_onboard_days: days, first_invoice_lag_days: days }
source:
  - staging.accounts
  - staging.invoice_lines
  - core.maturity_stages
  - core.month_spine
  - core.journey_entries
  - marts.journey_stages
  - config.maturity_stages
  - config.journey
  - config.journey_stages
  - config.run
section: 8
---*/
with signatures as (
    select
        accounts.account_id,
        max_by(accounts.signed_at, coalesce(accounts.valid_from, timestamp '0001-01-01'))
            as signed_at,
        max_by(accounts.go_live_at, coalesce(accounts.valid_from, timestamp '0001-01-01'))
            as go_live_at
    from staging.accounts
    group by accounts.account_id
),

invoices as (
    select account_id, min(invoiced_at) as invoiced_at
    from staging.invoice_lines
    where coalesce(status, '') not in ('void', 'draft')
    group by account_id
),

effectiveness as (
    select stages.account_id, stages.maturity_stage, names.stage_name as maturity_name
    from core.maturity_stages as stages
    cross join config.run
    join config.maturity_stages as names on names.stage = stages.maturity_stage
    where stages.month = date_trunc('month', run.as_of)
),

firsts as (
    select account_id, min(first_on) as first_on
    from core.month_spine
    group by account_id
),

times as (
    select
        entries.account_id,
        max(entries.entered_on - firsts.first_on) filter (
            where entries.position = onboarding.position + 1
        ) as time_to_onboard_days,
        max(entries.entered_on - firsts.first_on) filter (where entries.stage = journey.value_stage)
            as time_to_first_value_days
    from core.journey_entries as entries
    join firsts on firsts.account_id = entries.account_id
    cross join config.journey
    join config.journey_stages as onboarding on onboarding.stage = journey.onboarding_stage
    where not entries.is_left_censored
    group by entries.account_id
)

select
    signatures.account_id,
    effectiveness.maturity_stage,
    effectiveness.maturity_name,
    visits.stage as journey_stage,
    visits.days as days_in_stage,
    visits.is_stuck,
    cast(times.time_to_onboard_days as integer) as time_to_onboard_days,
    cast(times.time_to_first_value_days as integer) as time_to_first_value_days,
    case when signatures.signed_at < run.as_of then cast(signatures.signed_at as date) end
        as signed_on,
    case when signatures.go_live_at < run.as_of then cast(signatures.go_live_at as date) end
        as go_live_on,
    coalesce(signatures.signed_at < run.as_of, false)
        and coalesce(signatures.go_live_at >= run.as_of, true) as is_contracted_not_live,
    case
        when signatures.signed_at < run.as_of and invoices.invoiced_at < run.as_of
            then cast(datediff('day', signatures.signed_at, invoices.invoiced_at) as integer)
    end as first_invoice_lag_days
from signatures
cross join config.run
left join invoices on invoices.account_id = signatures.account_id
left join effectiveness on effectiveness.account_id = signatures.account_id
left join marts.journey_stages as visits
    on visits.account_id = signatures.account_id
    and visits.is_current
left join times on times.account_id = signatures.account_id
