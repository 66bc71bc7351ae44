/*---
grain: [account_id, month]
says: >-
  How effectively each customer used the product as each month ended: its stage, where it began,
  how far it has come, and what the next stage asks for.
unit: { progress: stages }
source:
  - core.maturity_stages
  - core.month_spine
  - core.behavior_months
  - core.source_starts
  - config.maturity_stages
  - config.maturity_behaviors
  - config.metrics
  - config.run
section: 7
checks: [stage >= 0, not is_left_censored or baseline_stage is null]
incremental: month
---*/
with spans as (
    select account_id, min(month) as first_month, max(baseline_month) as baseline_month
    from core.month_spine
    group by account_id
),

-- the sources that behaviors rest on, a feature's being the events
sources as (
    select unnest(string_split(metrics.sources, ', ')) as entity
    from config.maturity_behaviors as behaviors
    join config.metrics on metrics.metric = behaviors.metric
    union
    select 'usage_events'
    from config.maturity_behaviors
    where metric is null
),

-- a source without rows has not begun, so everybody is older than it
latest_start as (
    select max(coalesce(date_trunc('month', starts.starts_at), timestamp '9999-12-01')) as month
    from core.source_starts as starts
    join sources on sources.entity = starts.entity
),

baselines as (
    select
        spans.account_id,
        spans.baseline_month,
        coalesce(spans.first_month < latest_start.month, false) as is_left_censored,
        first_stages.maturity_stage as baseline_stage,
        settled_stages.maturity_stage as settled_stage
    from spans
    cross join latest_start
    left join core.maturity_stages as first_stages
        on first_stages.account_id = spans.account_id
        and first_stages.month = spans.first_month
    left join core.maturity_stages as settled_stages
        on settled_stages.account_id = spans.account_id
        and settled_stages.month = spans.baseline_month
),

months as (
    select
        stages.account_id,
        stages.month,
        stages.maturity_stage,
        baselines.is_left_censored,
        case when not baselines.is_left_censored then baselines.baseline_stage end
            as baseline_stage,
        case
            when not baselines.is_left_censored and stages.month >= baselines.baseline_month
                then baselines.settled_stage
        end as settled_stage
    from core.maturity_stages as stages
    join baselines on baselines.account_id = stages.account_id
    where stages.month >= (select recompute_from from config.run)
),

unmet as (
    select
        months.account_id,
        months.month,
        cast(
            to_json(
                list(
                    struct_pack(
                        behavior := behaviors.behavior,
                        title := behaviors.title,
                        metric := behaviors.metric,
                        feature := behaviors.feature,
                        value := measured.value,
                        target := coalesce(behaviors.at_least, behaviors.at_most),
                        gap := coalesce(
                            behaviors.at_least - measured.value,
                            measured.value - behaviors.at_most
                        )
                    )
                    order by behaviors.position
                )
            ) as varchar
        ) as behaviors
    from months
    join config.maturity_behaviors as behaviors
        on behaviors.stage = months.maturity_stage + 1
    left join core.behavior_months as measured
        on measured.account_id = months.account_id
        and measured.month = months.month
        and measured.behavior = behaviors.behavior
    where measured.is_met is not true
    group by months.account_id, months.month
)

select
    replace(months.account_id, '/', '%2F') || '/' || strftime(months.month, '%Y-%m')
        as maturity_month_id,
    months.account_id,
    months.month,
    months.maturity_stage as stage,
    stages.stage_name,
    months.baseline_stage,
    months.settled_stage,
    months.is_left_censored,
    months.maturity_stage - coalesce(months.settled_stage, months.baseline_stage) as progress,
    coalesce(unmet.behaviors, '[]') as next_behaviors
from months
join config.maturity_stages as stages on stages.stage = months.maturity_stage
left join unmet
    on unmet.account_id = months.account_id
    and unmet.month = months.month
