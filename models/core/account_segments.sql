/*---
grain: [account_id, month, segment]
says: >-
  The segments that each account belonged to as each month ended; every account is in `all`, and
  an attribute that is unknown meets no condition.
source: [core.account_attributes, config.segments, config.segment_rules, config.run]
section: 1
incremental: month
---*/
with months as (
    select
        account_id,
        month,
        region,
        country,
        industry,
        size,
        plan,
        tier,
        csm_id,
        ultimate_parent_id,
        health_status,
        maturity_stage,
        journey_stage
    from core.account_attributes
    where month >= (select recompute_from from config.run)
),

attributes as (
    select account_id, month, 'region' as attribute, region as value from months
    union all
    select account_id, month, 'country', country from months
    union all
    select account_id, month, 'industry', industry from months
    union all
    select account_id, month, 'size', size from months
    union all
    select account_id, month, 'plan', plan from months
    union all
    select account_id, month, 'tier', cast(tier as varchar) from months
    union all
    select account_id, month, 'csm_id', csm_id from months
    union all
    select account_id, month, 'ultimate_parent_id', ultimate_parent_id from months
    union all
    select account_id, month, 'health_status', health_status from months
    union all
    select account_id, month, 'maturity_stage', cast(maturity_stage as varchar) from months
    union all
    select account_id, month, 'journey_stage', journey_stage from months
),

conditions as (
    select segments.segment, count(distinct rules.attribute) as conditions
    from config.segments as segments
    left join config.segment_rules as rules on rules.segment = segments.segment
    group by segments.segment
),

met as (
    select
        attributes.account_id,
        attributes.month,
        rules.segment,
        count(distinct rules.attribute) as conditions
    from attributes
    join config.segment_rules as rules
        on rules.attribute = attributes.attribute
        and (
            rules.value = attributes.value
            or (
                rules.value is null
                and try_cast(attributes.value as integer) >= coalesce(rules.at_least, 0)
                and try_cast(attributes.value as integer)
                    <= coalesce(rules.at_most, try_cast(attributes.value as integer))
            )
        )
    group by attributes.account_id, attributes.month, rules.segment
)

select
    months.account_id,
    months.month,
    conditions.segment
from months
cross join conditions
left join met
    on met.account_id = months.account_id
    and met.month = months.month
    and met.segment = conditions.segment
where conditions.conditions = coalesce(met.conditions, 0)
