/*---
grain: [account_id, position]
says: >-
  When an account first entered each step of its journey: at the latest of the step's criteria and
  the entry of the step before it; the first step begins with the first MRR.
source: [core.month_spine, core.journey_facts, config.journey_stages, config.journey_criteria]
section: 8
checks: [entered_at is not null]
---*/
with accounts as (
    select account_id, cast(min(first_on) as timestamp) as first_at
    from core.month_spine
    group by account_id
),

openings as (
    select
        accounts.account_id,
        accounts.first_at,
        stages.position,
        stages.stage,
        count(criteria.criterion_no) = count(facts.criterion_no) as is_met,
        max(facts.met_at) as met_at,
        coalesce(bool_or(facts.is_left_censored), false) as is_left_censored
    from accounts
    cross join config.journey_stages as stages
    left join config.journey_criteria as criteria on criteria.position = stages.position
    left join core.journey_facts as facts
        on facts.account_id = accounts.account_id
        and facts.criterion_no = criteria.criterion_no
    where stages.kind = 'step'
    group by accounts.account_id, accounts.first_at, stages.position, stages.stage
),

entries as (
    select
        account_id,
        position,
        stage,
        bool_and(is_met) over so_far as is_entered,
        max(coalesce(met_at, first_at)) over so_far as entered_at,
        bool_or(is_left_censored) over so_far as is_left_censored
    from openings
    window so_far as (partition by account_id order by position rows unbounded preceding)
)

select
    account_id,
    position,
    stage,
    entered_at,
    cast(entered_at + interval 1 microsecond as date) as entered_on,
    is_left_censored
from entries
where is_entered
