/*---
grain: [account_id, metric]
says: >-
  What each customer of as_of could reach next in each metric that the stages of effectiveness rest
  on: where it began, where it is, what the best quarter and the best tenth of its peers reach, a
  target on the way there, and whether it is on track for it.
unit: { baseline: that of the metric, current: as baseline, target: as baseline }
source:
  - core.account_months
  - core.behavior_months
  - core.metric_beginnings
  - core.metric_starts
  - core.maturity_stages
  - marts.account_metrics
  - marts.benchmarks
  - config.maturity
  - config.maturity_behaviors
  - config.metrics
  - config.run
section: 7
checks: [due_on is null or due_on > baseline_on]
---*/
with customers as (
    select
        months.account_id,
        months.month,
        months.baseline_month,
        stages.maturity_stage
    from core.account_months as months
    cross join config.run
    join core.maturity_stages as stages
        on stages.account_id = months.account_id
        and stages.month = months.month
    where months.month = date_trunc('month', run.as_of)
        and months.is_customer
),

metrics as (
    select
        behaviors.metric,
        metrics.title,
        metrics.unit,
        metrics.direction = 'lower_is_better' as is_lower_better,
        starts.covered_month
    from config.maturity_behaviors as behaviors
    join config.metrics on metrics.metric = behaviors.metric
    left join core.metric_starts as starts on starts.metric = behaviors.metric
    where metrics.direction <> 'neither'
    group by
        behaviors.metric,
        metrics.title,
        metrics.unit,
        metrics.direction,
        starts.covered_month
),

-- the lowest behavior of the metric that is not met: what reaching the target serves
served as (
    select
        customers.account_id,
        behaviors.metric,
        min_by(behaviors.behavior, behaviors.position) as behavior
    from customers
    cross join config.maturity_behaviors as behaviors
    left join core.behavior_months as measured
        on measured.account_id = customers.account_id
        and measured.month = customers.month
        and measured.behavior = behaviors.behavior
    where behaviors.metric is not null
        and measured.is_met is not true
    group by customers.account_id, behaviors.metric
),

-- joined from the few rows that are wanted, so that no table of all metrics is held in memory
present as (
    select
        customers.account_id,
        account_metrics.metric,
        account_metrics.value,
        account_metrics.peer_group,
        if(metrics.is_lower_better, benchmarks.p25, benchmarks.p75) as peer_p75,
        if(metrics.is_lower_better, benchmarks.p10, benchmarks.p90) as best_in_class
    from customers
    join marts.account_metrics
        on account_metrics.account_id = customers.account_id
        and account_metrics.month = customers.month
    join metrics on metrics.metric = account_metrics.metric
    left join marts.benchmarks
        on benchmarks.month = account_metrics.month
        and benchmarks.peer_group = account_metrics.peer_group
        and benchmarks.metric = account_metrics.metric
),

plans as (
    select
        customers.account_id,
        metrics.metric,
        metrics.title,
        metrics.unit,
        metrics.is_lower_better,
        served.behavior,
        greatest(customers.baseline_month, metrics.covered_month) as baseline_month,
        present.value as current_value,
        present.peer_group,
        present.peer_p75,
        present.best_in_class
    from customers
    cross join metrics
    left join served
        on served.account_id = customers.account_id
        and served.metric = metrics.metric
    left join present
        on present.account_id = customers.account_id
        and present.metric = metrics.metric
),

beginnings as (
    select plans.account_id, plans.metric, began.value
    from plans
    join core.metric_beginnings as began
        on began.account_id = plans.account_id
        and began.month = plans.baseline_month
        and began.metric = plans.metric
),

begun as (
    select
        plans.*,
        cast(plans.baseline_month + interval 1 month as date) as baseline_on,
        began.value as baseline,
        if(
            plans.is_lower_better,
            plans.peer_p75 < began.value,
            plans.peer_p75 > began.value
        ) as is_below_quarter,
        if(
            plans.is_lower_better,
            plans.best_in_class < began.value,
            plans.best_in_class > began.value
        ) as is_below_best
    from plans
    left join beginnings as began
        on began.account_id = plans.account_id
        and began.metric = plans.metric
),

-- who began above the best quarter aims at the best, and who began above those stays
aimed as (
    select
        begun.*,
        begun.baseline + maturity.plan_reach * case
            when begun.is_below_quarter then begun.peer_p75 - begun.baseline
            when begun.is_below_best then begun.best_in_class - begun.baseline
            when begun.peer_p75 is not null then 0
        end as target,
        cast(
            begun.baseline_on + to_months(
                cast(
                    maturity.plan_months
                    * (
                        1 + greatest(0, datediff('month', begun.baseline_on, run.as_of))
                        // maturity.plan_months
                    )
                    as integer
                )
            ) as date
        ) as due_on
    from begun
    cross join config.maturity
    cross join config.run
),

paced as (
    select
        aimed.*,
        (epoch(run.as_of) - epoch(cast(aimed.baseline_on as timestamp)))
        / (epoch(cast(aimed.due_on as timestamp)) - epoch(cast(aimed.baseline_on as timestamp)))
            as elapsed_share
    from aimed
    cross join config.run
)

-- on track: as far towards the target as the time from the baseline to the due day has run
select
    replace(account_id, '/', '%2F') || '/' || metric as improvement_plan_id,
    account_id,
    metric,
    title,
    unit,
    peer_group,
    baseline_on,
    baseline,
    current_value as current,
    peer_p75,
    best_in_class,
    target,
    due_on,
    if(
        is_lower_better,
        baseline - current_value >= (baseline - target) * elapsed_share,
        current_value - baseline >= (target - baseline) * elapsed_share
    ) as is_on_track,
    behavior
from paced
