/*---
grain: [account_id, stage, visit]
says: >-
  Each time that an account was in a stage of its journey: from when until when, whether that is
  longer than expected, what is missing for the next step, and its ARR as it left or at as_of.
unit: { days: days, expected_days: days, arr: reporting currency per year }
source:
  - core.journey_visits
  - core.journey_facts
  - core.account_mrr_changes
  - staging.activities
  - config.journey_stages
  - config.journey_criteria
  - config.journey_activities
  - config.metrics
  - config.entities
  - config.run
section: 8
checks: [days >= 0, arr >= 0, is_current or not is_stuck, is_current = (exited_on is null)]
---*/
with visits as (
    select
        visits.*,
        coalesce(visits.exited_at, run.as_of) as until_at,
        visits.exited_at is null as is_current,
        coalesce(visits.exited_on, cast(run.as_of as date)) - visits.entered_on as days
    from core.journey_visits as visits
    cross join config.run
),

metric_sources as (
    select metric, unnest(string_split(sources, ', ')) as entity
    from config.metrics
),

criterion_sources as (
    select criteria.criterion_no, criteria.position, metric_sources.entity
    from config.journey_criteria as criteria
    left join metric_sources on metric_sources.metric = criteria.name
    where criteria.kind = 'metric'
    union all
    select criterion_no, position, if(kind = 'milestone', 'milestones', 'usage_events')
    from config.journey_criteria
    where kind in ('milestone', 'event', 'active_users')
),

-- steps that nobody can be seen to enter, because what opens them has no source
unseen as (
    select sources.position
    from criterion_sources as sources
    left join config.entities on entities.entity = sources.entity
    where entities.is_configured is not true
    group by sources.position
),

missing_criteria as (
    select
        visits.account_id,
        visits.stage,
        visits.visit,
        criteria.criterion_no as item_no,
        criteria.title as item
    from visits
    join config.journey_stages as following
        on following.position = visits.position + 1
        and following.kind = 'step'
    join config.journey_criteria as criteria on criteria.position = following.position
    left join core.journey_facts as facts
        on facts.account_id = visits.account_id
        and facts.criterion_no = criteria.criterion_no
    where visits.is_current
        and visits.kind = 'step'
        and facts.criterion_no is null
),

held as (
    select
        visits.account_id,
        visits.stage,
        visits.visit,
        owed.kind,
        owed.needed,
        count(activities.activity_id) as activities
    from visits
    join config.journey_activities as owed on owed.stage = visits.stage
    join config.entities
        on entities.entity = 'activities'
        and entities.is_configured
    left join staging.activities
        on activities.account_id = visits.account_id
        and activities.kind = owed.kind
        and activities.occurred_at >= visits.entered_at
        and activities.occurred_at < visits.until_at
        and coalesce(activities.status, 'held') = 'held'
    group by visits.account_id, visits.stage, visits.visit, owed.kind, owed.needed
),

missing_items as (
    select account_id, stage, visit, item_no, item
    from missing_criteria
    union all
    select
        account_id,
        stage,
        visit,
        1000,
        kind || case when needed > 1 then ' (' || activities || ' of ' || needed || ')' else '' end
    from held
    where activities < needed
),

missing as (
    select
        account_id,
        stage,
        visit,
        string_agg(item, '; ' order by item_no, item) as missing
    from missing_items
    group by account_id, stage, visit
),

levels as (
    select
        account_id,
        mrr_after,
        cast(occurred_on as timestamp) as from_at,
        cast(
            lead(occurred_on, 1, date '9999-12-31') over (
                partition by account_id order by occurred_on
            ) as timestamp
        ) as until_at
    from core.account_mrr_changes
)

select
    replace(visits.account_id, '/', '%2F') || '/' || visits.stage || '/' || visits.visit
        as journey_stage_id,
    visits.account_id,
    visits.stage,
    stages.title,
    visits.position,
    visits.visit,
    visits.entered_on,
    visits.exited_on,
    cast(visits.days as integer) as days,
    visits.expected_days,
    visits.is_current,
    case
        when not visits.is_current or coalesce(visits.days <= visits.expected_days, true)
            then false
        when unseen.position is null then true
    end as is_stuck,
    missing.missing,
    cast(coalesce(levels.mrr_after, 0) * 12 as decimal(18, 4)) as arr
from visits
join config.journey_stages as stages on stages.position = visits.position
left join unseen
    on unseen.position = case when visits.kind = 'step' then visits.position + 1 end
left join missing
    on missing.account_id = visits.account_id
    and missing.stage = visits.stage
    and missing.visit = visits.visit
left join levels
    on levels.account_id = visits.account_id
    and levels.from_at < visits.until_at
    and levels.until_at >= visits.until_at
