/*---
grain: [account_id]
says: >-
  The playbook of each customer at as_of: the first of the settings whose conditions all hold.
  What is not known of a customer meets no condition but one for what is unknown.
source:
  - core.account_attributes
  - core.account_months
  - core.account_segments
  - config.playbooks
  - config.playbook_rules
  - config.run
section: 12
---*/
with customers as (
    select
        months.account_id,
        months.month,
        attributes.region,
        attributes.country,
        attributes.industry,
        attributes.size,
        attributes.plan,
        attributes.csm_id,
        attributes.ultimate_parent_id,
        cast(attributes.tier as varchar) as tier,
        coalesce(attributes.health_status, 'unknown') as health_status,
        coalesce(attributes.quadrant, 'unknown') as quadrant,
        cast(attributes.maturity_stage as varchar) as maturity_stage,
        attributes.journey_stage
    from core.account_months as months
    cross join config.run
    join core.account_attributes as attributes
        on attributes.account_id = months.account_id
        and attributes.month = months.month
    where months.month = date_trunc('month', run.as_of)
        and months.is_customer
),

asked as (
    select
        customers.account_id,
        rules.playbook,
        rules.attribute,
        rules.value,
        rules.at_least,
        rules.at_most,
        case rules.attribute
            when 'region' then customers.region
            when 'country' then customers.country
            when 'industry' then customers.industry
            when 'size' then customers.size
            when 'plan' then customers.plan
            when 'csm_id' then customers.csm_id
            when 'ultimate_parent_id' then customers.ultimate_parent_id
            when 'tier' then customers.tier
            when 'health_status' then customers.health_status
            when 'quadrant' then customers.quadrant
            when 'maturity_stage' then customers.maturity_stage
            when 'journey_stage' then customers.journey_stage
            when 'segment' then segments.segment
        end as held
    from customers
    cross join config.playbook_rules as rules
    left join core.account_segments as segments
        on segments.account_id = customers.account_id
        and segments.month = customers.month
        and segments.segment = case when rules.attribute = 'segment' then rules.value end
),

met as (
    select account_id, playbook, count(distinct attribute) as conditions
    from asked
    where value = held
        or (
            value is null
            and try_cast(held as integer) >= coalesce(at_least, 0)
            and try_cast(held as integer) <= coalesce(at_most, try_cast(held as integer))
        )
    group by account_id, playbook
)

select
    customers.account_id,
    arg_min(playbooks.playbook, playbooks.priority) as playbook,
    arg_min(playbooks.title, playbooks.priority) as playbook_title
from customers
cross join config.playbooks as playbooks
left join met
    on met.account_id = customers.account_id
    and met.playbook = playbooks.playbook
where playbooks.conditions = coalesce(met.conditions, 0)
group by customers.account_id
