/*---
grain: [response_id]
says: >-
  Each answer to a survey, with the account's attributes as the month began in which it was given;
  no text of it.
unit: { score: as answered, nps: points from -100 to 100 }
source: [staging.survey_responses, core.account_attributes]
checks: [nps is null or nps between -100 and 100]
section: 16
---*/
with facts as (
    select
        response_id as id,
        account_id,
        cast(date_trunc('month', responded_at) as date) as month,
        responded_at,
        kind,
        contact_id,
        score
    from staging.survey_responses
),

-- the attributes as that month began; of an account that was not there yet, the first known
known as (
    select account_id, min(month) as first_month, max(month) as last_month
    from core.account_attributes
    group by account_id
)

select
    facts.id as response_id,
    facts.account_id,
    facts.month,
    facts.responded_at,
    facts.kind,
    facts.contact_id,
    facts.score,
    cast(
        case
            when facts.kind <> 'nps' then null
            when facts.score >= 9 then 100
            when facts.score >= 7 then 0
            when facts.score is not null then -100
        end
        as integer
    ) as nps,
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
