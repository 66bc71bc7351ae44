/*---
grain: [account_id, segment]
says: >-
  The segments that each account belonged to at the end of its cohort's month, the month of its
  first MRR; every account is in `all`.
source:
  - core.account_months
  - core.account_mrr_changes
  - config.segments
  - config.segment_rules
section: 2
---*/
with cohorts as (
    select account_id, cast(date_trunc('month', min(occurred_on)) as date) as cohort_month
    from core.account_mrr_changes
    where mrr_after > 0
    group by account_id
),

starts as (
    select
        months.account_id,
        months.month,
        months.region,
        months.country,
        months.industry,
        months.size,
        months.plan,
        months.tier,
        months.csm_id,
        months.ultimate_parent_id
    from cohorts
    join core.account_months as months
        on months.account_id = cohorts.account_id
        and months.month = cohorts.cohort_month
),

attributes as (
    select account_id, 'region' as attribute, region as value from starts
    union all
    select account_id, 'country', country from starts
    union all
    select account_id, 'industry', industry from starts
    union all
    select account_id, 'size', size from starts
    union all
    select account_id, 'plan', plan from starts
    union all
    select account_id, 'tier', cast(tier as varchar) from starts
    union all
    select account_id, 'csm_id', csm_id from starts
    union all
    select account_id, 'ultimate_parent_id', ultimate_parent_id from starts
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
    group by attributes.account_id, rules.segment
)

select
    starts.account_id,
    conditions.segment,
    starts.month as cohort_month
from starts
cross join conditions
left join met
    on met.account_id = starts.account_id
    and met.segment = conditions.segment
where conditions.conditions = coalesce(met.conditions, 0)
