/*---
grain: [account_id, objective, measured_at]
says: >-
  Each measurement of an objective: how far it had come, and what the units attained were worth
  over the time since the measurement before, or since the objective was agreed. Where a
  measurement does not repeat what was agreed, what was said before it holds.
unit: { value: reporting currency, attainment: share }
source: [staging.objectives, config.run]
section: 14
---*/
with stated as (
    select
        objectives.account_id,
        objectives.objective,
        coalesce(
            objectives.agreed_on, objectives.measured_at, timestamp '0001-01-01'
        ) as agreed_at,
        case when objectives.measured_at < run.as_of then objectives.measured_at end as measured_at,
        case when objectives.measured_at < run.as_of then objectives.value end as measured_value,
        objectives.baseline,
        objectives.target,
        objectives.value_per_unit,
        lower(objectives.value_period) as value_period
    from staging.objectives as objectives
    cross join config.run
),

-- one measurement of an instant; where two contradict each other the larger numbers hold
instants as (
    select
        account_id,
        objective,
        measured_at,
        min(agreed_at) as agreed_at,
        max(measured_value) as measured_value,
        max(baseline) as baseline,
        max(target) as target,
        max(value_per_unit) as value_per_unit,
        max(value_period) as value_period
    from stated
    group by
        account_id,
        objective,
        measured_at,
        case when measured_at is null then agreed_at end
),

told as (
    select
        account_id,
        objective,
        measured_at,
        measured_value,
        min(agreed_at) over (partition by account_id, objective) as agreed_at,
        last_value(baseline ignore nulls) over so_far as baseline,
        last_value(target ignore nulls) over so_far as target,
        last_value(value_per_unit ignore nulls) over so_far as value_per_unit,
        last_value(value_period ignore nulls) over so_far as value_period
    from instants
    window so_far as (
        partition by account_id, objective
        order by coalesce(measured_at, agreed_at), measured_at nulls first, agreed_at
        rows unbounded preceding
    )
),

measured as (
    select
        account_id,
        objective,
        measured_at,
        measured_value,
        baseline,
        target,
        value_per_unit,
        value_period,
        (measured_value - baseline) * sign(target - baseline) as attained_units,
        lag(measured_at) over in_order as measured_before_at,
        agreed_at
    from told
    where measured_at is not null
        and measured_value is not null
    window in_order as (partition by account_id, objective order by measured_at)
),

-- how long each measurement speaks for, in the objective's own period
spans as (
    select
        account_id,
        objective,
        measured_at,
        measured_value,
        baseline,
        target,
        value_per_unit,
        value_period,
        cast(attained_units as double) as attained_units,
        lag(attained_units, 1, 0) over (
            partition by account_id, objective order by measured_at
        ) as attained_before,
        greatest(
            date_diff('second', coalesce(measured_before_at, agreed_at), measured_at) / 86400.0, 0
        ) as days,
        case value_period
            when 'day' then 1
            when 'week' then 7
            when 'month' then 365 / 12.0
            when 'quarter' then 365 / 4.0
            when 'year' then 365
        end as period_days
    from measured
)

select
    account_id,
    objective,
    measured_at,
    cast(measured_value as double) as measured_value,
    cast((measured_value - baseline) / nullif(target - baseline, 0) as double) as attainment,
    attained_units,
    days,
    cast(
        case
            -- worth something once, not per period
            when value_period is null
                then (attained_units - cast(attained_before as double)) * value_per_unit
            else attained_units * value_per_unit * days / period_days
        end as decimal(18, 4)
    ) as value
from spans
