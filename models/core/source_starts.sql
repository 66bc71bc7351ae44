/*---
grain: [entity]
says: >-
  When each source of what customers do, say and answer begins: the first time that a row of it
  names; empty where it is configured and has no row yet.
source:
  - staging.usage_events
  - staging.tickets
  - staging.survey_responses
  - staging.activities
  - staging.assessments
  - staging.metric_values
  - staging.milestones
  - staging.objectives
  - staging.incidents
  - config.entities
section: 1
---*/
with firsts as (
    select 'usage_events' as entity, min(occurred_at) as starts_at
    from staging.usage_events
    union all
    select 'tickets', min(created_at)
    from staging.tickets
    union all
    select 'survey_responses', min(responded_at)
    from staging.survey_responses
    union all
    select 'activities', min(occurred_at)
    from staging.activities
    union all
    select 'assessments', min(assessed_at)
    from staging.assessments
    union all
    select 'metric_values', min(measured_at)
    from staging.metric_values
    union all
    select 'milestones', min(least(reached_at, due_on))
    from staging.milestones
    union all
    select 'objectives', min(agreed_on)
    from staging.objectives
    union all
    select 'incidents', min(started_at)
    from staging.incidents
)

select
    firsts.entity,
    firsts.starts_at
from firsts
join config.entities on entities.entity = firsts.entity
where entities.is_configured
