/*---
grain: [metric, segment, vintage, period]
says: >-
  What people planned: the value that a vintage gave to a period of a metric and segment, from the
  month on in which it was made. The first vintage to speak of a period is its original plan.
unit: { value: as the metric }
source: [staging.plans, config.waterfall_metrics, config.run]
section: 11
---*/
with plans as (
    select
        plans.metric,
        coalesce(plans.segment, 'all') as segment,
        cast(date_trunc('month', plans.vintage) as date) as vintage,
        cast(
            case
                when metrics.period_grain = 'quarter' then date_trunc('quarter', plans.period)
                else date_trunc('month', plans.period)
            end as date
        ) as period,
        coalesce(metrics.period_grain, 'month') as period_grain,
        plans.value,
        plans.file_id,
        plans.line
    from staging.plans as plans
    cross join config.run
    left join config.waterfall_metrics as metrics on metrics.metric = plans.metric
    where plans.vintage < run.as_of
)

select
    metric,
    segment,
    vintage,
    period,
    period_grain,
    value,
    vintage = min(vintage) over (partition by metric, segment, period) as is_original,
    file_id,
    line
from plans
