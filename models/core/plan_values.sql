/*---
grain: [metric, segment, vintage, period]
says: >-
  What people planned: the value that a vintage gave to a period of a metric and segment, from the
  month on in which it was made. The first vintage to speak of a period is its original plan. A
  vintage that was published stays as it was, also where its file is there no more.
unit: { value: as the metric }
source: [staging.plans, staging.ledger_plans, config.waterfall_metrics, config.run]
section: 11
---*/
with made as (
    select
        plans.metric,
        coalesce(plans.segment, 'all') as segment,
        cast(date_trunc('month', plans.vintage) as date) as vintage,
        cast(date_trunc('month', plans.period) as date) as month,
        plans.value,
        plans.file_id,
        plans.line
    from staging.plans as plans
    cross join config.run
    where plans.vintage < run.as_of
),

all_plans as (
    select metric, segment, vintage, month, value, file_id, line
    from made
    union all
    select
        published.metric,
        published.segment,
        published.vintage,
        published.period,
        published.value,
        published.file_id,
        published.line
    from staging.ledger_plans as published
    where not exists (
        select 1
        from made
        where made.metric = published.metric
            and made.segment = published.segment
            and made.vintage = published.vintage
    )
),

plans as (
    select
        all_plans.metric,
        all_plans.segment,
        all_plans.vintage,
        cast(
            case
                when metrics.period_grain = 'quarter' then date_trunc('quarter', all_plans.month)
                else all_plans.month
            end as date
        ) as period,
        coalesce(metrics.period_grain, 'month') as period_grain,
        all_plans.value,
        all_plans.file_id,
        all_plans.line
    from all_plans
    left join config.waterfall_metrics as metrics on metrics.metric = all_plans.metric
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
