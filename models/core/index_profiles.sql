/*---
grain: [account_id, month, index]
says: >-
  The profile that gives an account its weights in each month in which it was a customer: the
  first of the index whose conditions it meets, else `default`.
source:
  - core.account_months
  - core.maturity_stages
  - core.journey_months
  - core.subscription_months
  - config.index_profiles
  - config.index_profile_rules
  - config.run
section: 5
incremental: month
---*/
with customers as (
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
        ultimate_parent_id
    from core.account_months
    where is_customer and month >= (select recompute_from from config.run)
),

attributes as (
    select account_id, month, 'region' as attribute, region as value from customers
    union all
    select account_id, month, 'country', country from customers
    union all
    select account_id, month, 'industry', industry from customers
    union all
    select account_id, month, 'size', size from customers
    union all
    select account_id, month, 'plan', plan from customers
    union all
    select account_id, month, 'tier', cast(tier as varchar) from customers
    union all
    select account_id, month, 'csm_id', csm_id from customers
    union all
    select account_id, month, 'ultimate_parent_id', ultimate_parent_id from customers
    union all
    select account_id, month, 'maturity_stage', cast(maturity_stage as varchar)
    from core.maturity_stages
    where month >= (select recompute_from from config.run)
    union all
    select account_id, month, 'journey_stage', journey_stage
    from core.journey_months
    where month >= (select recompute_from from config.run)
    union all
    -- a customer of several products has each of them
    select account_id, month, 'product', product
    from core.subscription_months
    where month >= (select recompute_from from config.run)
),

met as (
    select
        attributes.account_id,
        attributes.month,
        rules.index,
        rules.profile,
        count(distinct rules.condition) as conditions
    from attributes
    join config.index_profile_rules as rules
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
    group by attributes.account_id, attributes.month, rules.index, rules.profile
),

fitting as (
    select
        met.account_id,
        met.month,
        met.index,
        min(profiles.priority) as priority
    from met
    join config.index_profiles as profiles
        on profiles.index = met.index
        and profiles.profile = met.profile
        and profiles.conditions = met.conditions
    group by met.account_id, met.month, met.index
)

select
    customers.account_id,
    customers.month,
    defaults.index,
    coalesce(chosen.profile, defaults.profile) as profile
from customers
join config.index_profiles as defaults on defaults.conditions = 0
left join fitting
    on fitting.account_id = customers.account_id
    and fitting.month = customers.month
    and fitting.index = defaults.index
left join config.index_profiles as chosen
    on chosen.index = fitting.index
    and chosen.priority = fitting.priority
