/*---
grain: [ticket_id]
says: >-
  Each ticket with its times, and the account's attributes as the month began in which it was
  created; no text of it but its topic.
unit: { first_response_hours: hours, resolution_hours: hours, csat: rating from 1 to 5 }
source: [staging.tickets, core.account_attributes, config.run]
section: 16
---*/
with facts as (
    select
        tickets.ticket_id as id,
        tickets.account_id,
        cast(date_trunc('month', tickets.created_at) as date) as month,
        tickets.created_at,
        case when tickets.first_response_at < run.as_of then tickets.first_response_at end
            as first_response_at,
        case when tickets.solved_at < run.as_of then tickets.solved_at end as solved_at,
        tickets.status,
        tickets.priority,
        tickets.topic,
        case when tickets.solved_at < run.as_of then tickets.reopened_count end
            as reopened_count,
        case when tickets.solved_at < run.as_of then tickets.csat end as csat
    from staging.tickets
    cross join config.run
),

-- the attributes as that month began; of an account that was not there yet, the first known
known as (
    select account_id, min(month) as first_month, max(month) as last_month
    from core.account_attributes
    group by account_id
)

select
    facts.id as ticket_id,
    facts.account_id,
    facts.month,
    facts.created_at,
    facts.first_response_at,
    facts.solved_at,
    facts.status,
    facts.priority,
    facts.topic,
    facts.reopened_count,
    facts.csat,
    epoch(facts.first_response_at - facts.created_at) / 3600 as first_response_hours,
    epoch(facts.solved_at - facts.created_at) / 3600 as resolution_hours,
    attributes.region,
    attributes.country,
    attributes.industry,
    attributes.size,
    attributes.plan,
    attributes.tier,
    attributes.csm_id,
    attributes.ultimate_parent_id,
    attributes.maturity_stage,
    attributes.journey_stage
from facts
left join known on known.account_id = facts.account_id
left join core.account_attributes as attributes
    on attributes.account_id = facts.account_id
    and attributes.month = least(
        greatest(cast(facts.month - interval 1 month as date), known.first_month), known.last_month
    )
