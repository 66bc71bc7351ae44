/*---
grain: [account_id, moment, month]
says: >-
  Closed months in which what a moment asks of a metric began to hold or ceased to, and those in
  which an attribute changed as a moment asks. The first month that is known counts as a beginning.
source:
  - marts.account_metrics
  - marts.index_scores
  - core.account_attributes
  - core.account_months
  - config.index_bands
  - config.moments
  - config.moment_values
  - config.run
section: 12
incremental: month
---*/
-- with the month before, which an edge is one against
with closed as (
    select account_id, month
    from core.account_months
    where is_closed
        and is_customer
        and month >= (select cast(recompute_from - interval 1 month as date) from config.run)
),

known as (
    select attributes.*
    from core.account_attributes as attributes
    join closed
        on closed.account_id = attributes.account_id
        and closed.month = attributes.month
),

-- the greater the rank, the better
attributes as (
    select
        account_id,
        month,
        'maturity_stage' as attribute,
        cast(maturity_stage as varchar) as value,
        cast(maturity_stage as double) as rank
    from known
    union all
    select scores.account_id, scores.month, scores.index || '_status', scores.status, bands.band
    from closed
    join marts.index_scores as scores
        on scores.account_id = closed.account_id
        and scores.month = closed.month
    left join config.index_bands as bands
        on bands.index = scores.index
        and bands.status = scores.status
    union all
    select account_id, month, 'quadrant', quadrant, null
    from known
    union all
    select account_id, month, 'journey_stage', journey_stage, null
    from known
    union all
    select account_id, month, 'tier', cast(tier as varchar), -tier
    from known
    union all
    select account_id, month, 'plan', plan, null
    from known
    union all
    select account_id, month, 'csm_id', csm_id, null
    from known
),

attribute_steps as (
    select
        account_id,
        month,
        attribute,
        value,
        rank,
        lag(value) over in_order as value_before,
        lag(rank) over in_order as rank_before,
        lag(month) over in_order as month_before
    from attributes
    where attribute in (select attribute from config.moments where trigger_form = 'attribute')
    window in_order as (partition by account_id, attribute order by month)
),

attribute_changes as (
    select
        steps.account_id,
        steps.month,
        moments.moment,
        concat(
            replace(moments.attribute, '_', ' '), ' ', steps.value_before, ' became ', steps.value
        ) as evidence
    from attribute_steps as steps
    join config.moments as moments
        on moments.attribute = steps.attribute
        and moments.trigger_form = 'attribute'
    where steps.month_before = steps.month - interval 1 month
        and case
            when moments.is_worsening then steps.rank < steps.rank_before
            else steps.value <> steps.value_before
                and steps.value in (
                    select wanted.value
                    from config.moment_values as wanted
                    where wanted.moment = moments.moment
                )
        end
),

metric_states as (
    select
        metrics.account_id,
        metrics.month,
        moments.moment,
        moments.metric,
        moments.fell_by,
        metrics.value,
        metrics.baseline,
        case
            when moments.fell_by is not null
                then metrics.baseline > 0
                    and metrics.value <= metrics.baseline * (1 - moments.fell_by)
            else (moments.at_least is null or metrics.value >= moments.at_least)
                and (moments.at_most is null or metrics.value <= moments.at_most)
        end as is_met
    from closed
    join marts.account_metrics as metrics
        on metrics.account_id = closed.account_id
        and metrics.month = closed.month
    join config.moments as moments
        on moments.metric = metrics.metric
        and moments.trigger_form = 'metric'
),

metric_steps as (
    select
        *,
        lag(is_met) over in_order as was_met,
        lag(month) over in_order as month_before
    from metric_states
    window in_order as (partition by account_id, moment order by month)
),

edges as (
    select
        account_id,
        month,
        moment,
        is_met,
        concat(
            metric, ' ', round(value, 4),
            case
                when fell_by is not null
                    then concat(' against a baseline of ', round(baseline, 4))
                else ''
            end
        ) as evidence
    from metric_steps
    where is_met is not null
        and (
            is_met is distinct from was_met
            or month_before < month - interval 1 month
        )
    union all
    select account_id, month, moment, true, evidence
    from attribute_changes
)

select
    account_id,
    month,
    moment,
    is_met,
    evidence
from edges
where month >= (select recompute_from from config.run)
