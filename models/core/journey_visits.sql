/*---
grain: [account_id, position, visit]
says: >-
  The stages in which an account was, one after another: churned, else in the window of a renewal,
  else at the furthest step that it entered and that is not lost; coming back is another visit.
source:
  - core.journey_entries
  - core.journey_failures
  - core.account_mrr_changes
  - core.renewals
  - core.month_spine
  - config.journey
  - config.journey_stages
  - config.run
section: 8
checks: [exited_at is null or exited_at > entered_at]
---*/
with levels as (
    select
        account_id,
        mrr_after,
        cast(occurred_on as timestamp) as from_at,
        cast(lead(occurred_on) over (partition by account_id order by occurred_on) as timestamp)
            as until_at
    from core.account_mrr_changes
),

-- what stands open, and what takes a step away, each from an instant until another
spans as (
    select account_id, position, entered_at as from_at, cast(null as timestamp) as until_at,
        false as is_failure
    from core.journey_entries
    union all
    select account_id, position, from_at, until_at, true
    from core.journey_failures
    union all
    select levels.account_id, stages.position, levels.from_at, levels.until_at, false
    from levels
    join config.journey_stages as stages on stages.kind = 'end'
    where levels.mrr_after = 0
    union all
    select
        renewals.account_id,
        stages.position,
        cast(renewals.renewal_on - journey.days_before_renewal as timestamp),
        cast(
            least(
                renewals.renewal_on,
                coalesce(renewals.decided_on, renewals.renewal_on),
                case when renewals.outcome = 'carried' then renewals.cut_on end
            ) as timestamp
        ),
        false
    from core.renewals
    cross join config.journey
    join config.journey_stages as stages on stages.kind = 'window'
    where renewals.term_months >= journey.min_term_months
),

firsts as (
    select account_id, cast(min(first_on) as timestamp) as first_at
    from core.month_spine
    group by account_id
),

turns as (
    select account_id, from_at as turned_at
    from spans
    union
    select account_id, until_at
    from spans
    where until_at is not null
),

states as (
    select
        turns.account_id,
        turns.turned_at,
        spans.position,
        bool_or(not spans.is_failure) and not bool_or(spans.is_failure) as is_open
    from turns
    cross join config.run
    join firsts
        on firsts.account_id = turns.account_id
        and firsts.first_at <= turns.turned_at
    join spans
        on spans.account_id = turns.account_id
        and spans.from_at <= turns.turned_at
        and coalesce(spans.until_at, run.as_of) > turns.turned_at
    where turns.turned_at < run.as_of
    group by turns.account_id, turns.turned_at, spans.position
),

stages as (
    select account_id, turned_at, max(position) filter (where is_open) as position
    from states
    group by account_id, turned_at
),

compared as (
    select
        account_id,
        turned_at,
        position,
        lag(position) over (partition by account_id order by turned_at) as position_before
    from stages
),

visits as (
    select
        account_id,
        position,
        turned_at as entered_at,
        lead(turned_at) over (partition by account_id order by turned_at) as exited_at,
        row_number() over (partition by account_id, position order by turned_at) as visit
    from compared
    where position is distinct from position_before
)

select
    visits.account_id,
    visits.position,
    cast(visits.visit as integer) as visit,
    stages.stage,
    stages.kind,
    stages.expected_days,
    visits.entered_at,
    visits.exited_at,
    cast(visits.entered_at + interval 1 microsecond as date) as entered_on,
    cast(visits.exited_at + interval 1 microsecond as date) as exited_on
from visits
join config.journey_stages as stages on stages.position = visits.position
