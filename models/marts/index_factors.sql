/*---
grain: [account_id, month, index, factor]
says: >-
  Each factor of each index of each customer and month: what was measured, what it scores and
  what it adds to the index, or that it is missing.
unit:
  value: as the metric says
  score: points
  weight: weight
  contribution: points
  points_lost: points
source:
  - core.index_profiles
  - core.index_assessments
  - core.account_months
  - core.metric_values
  - marts.account_metrics
  - config.index_profile_weights
  - config.index_factors
  - config.index_steps
  - config.indexes
  - config.metrics
  - config.run
checks:
  - score >= 0 and score <= 100
  - contribution >= 0 and contribution <= 100
  - is_missing = (value is null)
section: 5
incremental: month
---*/
-- numbers stand in for names until the end: they group and join many times faster
with customers as (
    select
        account_id,
        month,
        snapshot_at,
        row_number() over (order by month, account_id) as customer_number
    from core.account_months
    where is_customer and month >= (select recompute_from from config.run)
),

factor_list as (
    select
        factors.index,
        factors.factor,
        factors.element,
        factors.element_number,
        factors.input,
        factors.source,
        factors.metric,
        factors.scale,
        factors.worst,
        factors.best,
        factors.missing_score,
        factors.max_age_days,
        metrics.direction = 'lower_is_better' as is_reversed,
        row_number() over (order by factors.index, factors.factor) as factor_number,
        count(*) over () as factor_count
    from config.index_factors as factors
    left join config.metrics as metrics
        on factors.source = 'metric'
        and metrics.metric = factors.metric
),

-- every value beside what its scale needs of it
measured as (
    select
        customers.customer_number * factor_list.factor_count + factor_list.factor_number
            as value_number,
        metric_values.value,
        metric_values.value as scaled
    from core.metric_values
    join factor_list
        on factor_list.source = 'metric'
        and factor_list.scale <> 'percentile'
        and factor_list.metric = metric_values.metric
    join customers
        on customers.account_id = metric_values.account_id
        and customers.month = metric_values.month
    union all
    select
        customers.customer_number * factor_list.factor_count + factor_list.factor_number,
        peers.value,
        case
            when factor_list.is_reversed then 1 - peers.peer_percentile
            else peers.peer_percentile
        end
    from marts.account_metrics as peers
    join factor_list
        on factor_list.source = 'metric'
        and factor_list.scale = 'percentile'
        and factor_list.metric = peers.metric
    join customers
        on customers.account_id = peers.account_id
        and customers.month = peers.month
    where peers.peer_percentile is not null
    union all
    select
        customers.customer_number * factor_list.factor_count + factor_list.factor_number,
        judged.score,
        judged.score
    from core.index_assessments as judged
    join factor_list
        on factor_list.source = 'assessment'
        and factor_list.metric = judged.question
    join customers
        on customers.account_id = judged.account_id
        and customers.month = judged.month
    where factor_list.max_age_days is null
        or judged.assessed_at
            >= customers.snapshot_at - to_days(cast(factor_list.max_age_days as integer))
),

weighed as (
    select
        customers.customer_number,
        indexes.index_number,
        factor_list.factor_number,
        measured.value,
        measured.scaled,
        cast(weights.weight as decimal(12, 6)) as weight
    from core.index_profiles as profiles
    join customers
        on customers.account_id = profiles.account_id
        and customers.month = profiles.month
    join config.indexes as indexes on indexes.index = profiles.index
    join config.index_profile_weights as weights
        on weights.index = profiles.index
        and weights.profile = profiles.profile
    join factor_list
        on factor_list.index = weights.index
        and factor_list.factor = weights.factor
    left join measured
        on measured.value_number
        = customers.customer_number * factor_list.factor_count + factor_list.factor_number
),

scored as (
    select
        weighed.customer_number,
        weighed.index_number,
        weighed.factor_number,
        weighed.value,
        weighed.weight,
        case
            when weighed.value is null then factor_list.missing_score
            when factor_list.scale = 'percentile' then 100 * weighed.scaled
            when factor_list.scale = 'steps' then steps.score
            else 100 * greatest(0, least(1, (weighed.scaled - factor_list.worst)
                / (factor_list.best - factor_list.worst)))
        end as score
    from weighed
    join factor_list on factor_list.factor_number = weighed.factor_number
    left join config.index_steps as steps
        on steps.index = factor_list.index
        and steps.factor = factor_list.factor
        and weighed.value >= coalesce(steps.from_value, cast('-infinity' as double))
        and weighed.value < coalesce(steps.to_value, cast('infinity' as double))
),

-- exact decimals add up alike in any order; a bit an element says which of them have a factor
totals as (
    select
        scored.customer_number,
        scored.index_number,
        sum(scored.weight) filter (where scored.score is not null) as weight_scored,
        sum(scored.weight) filter (where scored.value is not null) as weight_present,
        sum(scored.weight) as weight_all,
        bit_or(1 << factor_list.element_number) filter (where scored.weight > 0)
            as elements_wanted,
        bit_or(1 << factor_list.element_number)
            filter (where scored.weight > 0 and scored.value is not null) as elements_present
    from scored
    join factor_list on factor_list.factor_number = scored.factor_number
    group by scored.customer_number, scored.index_number
),

known as (
    select
        totals.customer_number,
        totals.index_number,
        cast(totals.weight_scored as double) as weight_scored
    from totals
    join config.indexes as indexes on indexes.index_number = totals.index_number
    where totals.elements_present = totals.elements_wanted
        and totals.weight_present
            >= totals.weight_all * cast(indexes.min_coverage as decimal(7, 6))
)

select
    customers.account_id,
    customers.month,
    factor_list.index,
    factor_list.factor,
    factor_list.element,
    factor_list.input,
    factor_list.metric,
    scored.value,
    scored.score,
    cast(scored.weight as double) as weight,
    cast(scored.weight as double) * scored.score / known.weight_scored as contribution,
    cast(scored.weight as double) * (100 - scored.score) / known.weight_scored as points_lost,
    scored.value is null as is_missing
from scored
join customers on customers.customer_number = scored.customer_number
join factor_list on factor_list.factor_number = scored.factor_number
left join known
    on known.customer_number = scored.customer_number
    and known.index_number = scored.index_number
