/*---
grain: [from_stage, to_stage, segment, cohort, day]
says: >-
  Time-to-value curves: the share of accounts that has come from one step of the journey to a later
  one so many days after it began, by Kaplan and Meier, with those who have not arrived allowed for.
  A row a day on which the share rises, and the last day on which anybody is seen. Segments are
  those of the month of the beginning, cohorts its years.
unit: { day: days, accounts: accounts, at_risk: accounts, arrivals: accounts, arrived_share: share }
source: [core.journey_curves, config.journey_stages, config.journey]
section: 8
checks: [arrivals <= at_risk, at_risk <= accounts, arrived_share between 0 and 1]
---*/
with named as (
    select
        firsts.position as from_position,
        journey.value_stage,
        onboarding.position + 1 as onboarded_position
    from config.journey as journey
    join config.journey_stages as onboarding on onboarding.stage = journey.onboarding_stage
    join config.journey_stages as firsts on firsts.position = 1
)

select
    begun.stage || '/' || ended.stage || '/' || curves.segment || '/' || curves.cohort
        || '/' || curves.day as journey_curve_id,
    begun.stage as from_stage,
    ended.stage as to_stage,
    case
        when curves.from_position <> named.from_position then null
        when ended.stage = named.value_stage then 'time_to_first_value'
        when ended.position = named.onboarded_position then 'time_to_onboard'
    end as duration_kind,
    curves.segment,
    curves.cohort,
    curves.day,
    curves.accounts,
    curves.at_risk,
    curves.arrivals,
    1 - curves.waiting_share as arrived_share
from core.journey_curves as curves
cross join named
join config.journey_stages as begun on begun.position = curves.from_position
join config.journey_stages as ended on ended.position = curves.to_position
