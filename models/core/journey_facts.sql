/*---
grain: [account_id, criterion_no]
says: >-
  The instant at which an account met each criterion of its journey; one that holds at the end of a
  month is met in the last instant of it. An account older than the milestones that names none of
  them passed them before, at a time that nobody knows.
source:
  - staging.milestones
  - staging.usage_events
  - core.journey_values
  - core.month_spine
  - core.source_starts
  - marts.mrr_movements
  - config.journey_criteria
  - config.run
section: 8
---*/
with accounts as (
    select account_id, min(first_on) as first_on
    from core.month_spine
    group by account_id
),

-- who was a customer in a month before the source's first one; a source without rows has not begun
older as (
    select accounts.account_id, source_starts.entity
    from accounts
    join core.source_starts
        on source_starts.starts_at is null
        or date_trunc('month', accounts.first_on) < date_trunc('month', source_starts.starts_at)
    where source_starts.entity in ('milestones', 'usage_events')
),

milestones as (
    select milestones.account_id, criteria.criterion_no, min(milestones.reached_at) as met_at
    from staging.milestones
    cross join config.run
    join config.journey_criteria as criteria
        on criteria.kind = 'milestone'
        and criteria.name = milestones.milestone
    where milestones.reached_at < run.as_of
    group by milestones.account_id, criteria.criterion_no
),

waived as (
    select older.account_id, criteria.criterion_no
    from older
    join config.journey_criteria as criteria on criteria.kind = 'milestone'
    where older.entity = 'milestones'
        and older.account_id not in (select account_id from staging.milestones)
),

events as (
    select
        events.account_id,
        criteria.criterion_no,
        criteria.needed,
        events.occurred_at,
        row_number() over (
            partition by events.account_id, criteria.criterion_no order by events.occurred_at
        ) as nth
    from staging.usage_events as events
    join config.journey_criteria as criteria
        on criteria.kind = 'event'
        and criteria.name = events.event
),

users as (
    select account_id, user_id, min(occurred_at) as first_at
    from staging.usage_events
    where user_id is not null
        and exists (select 1 from config.journey_criteria where kind = 'active_users')
    group by account_id, user_id
),

arrivals as (
    select
        account_id,
        first_at,
        row_number() over (partition by account_id order by first_at, user_id) as nth
    from users
),

metrics as (
    select
        measured.account_id,
        criteria.criterion_no,
        min(measured.measured_at) as met_at
    from core.journey_values as measured
    join config.journey_criteria as criteria
        on criteria.kind = 'metric'
        and criteria.name = measured.metric
    where coalesce(measured.value >= criteria.at_least, measured.value <= criteria.at_most)
    group by measured.account_id, criteria.criterion_no
),

facts as (
    select account_id, criterion_no, met_at
    from milestones
    union all
    select account_id, criterion_no, cast(null as timestamp)
    from waived
    union all
    select account_id, criterion_no, occurred_at
    from events
    where nth = needed
    union all
    select arrivals.account_id, criteria.criterion_no, arrivals.first_at
    from arrivals
    join config.journey_criteria as criteria
        on criteria.kind = 'active_users'
        and criteria.needed = arrivals.nth
    union all
    select account_id, criterion_no, met_at
    from metrics
    union all
    select
        movements.account_id,
        criteria.criterion_no,
        cast(min(movements.occurred_on) as timestamp)
    from marts.mrr_movements as movements
    join config.journey_criteria as criteria
        on criteria.kind = 'movement'
        and criteria.name = movements.movement
    group by movements.account_id, criteria.criterion_no
)

select
    facts.account_id,
    facts.criterion_no,
    facts.met_at,
    facts.met_at is null
        or (criteria.kind in ('event', 'active_users') and older.account_id is not null)
        as is_left_censored
from facts
join accounts on accounts.account_id = facts.account_id
join config.journey_criteria as criteria on criteria.criterion_no = facts.criterion_no
left join older
    on older.account_id = facts.account_id
    and older.entity = 'usage_events'
