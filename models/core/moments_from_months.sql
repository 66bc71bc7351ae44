/*---
grain: [account_id, moment, month]
says: >-
  Closed months in which a metric came to its bound, fell below the account's baseline, or an
  attribute changed for the worse or to a wanted value. The moment is raised as the month ends.
source:
  - marts.account_metrics
  - marts.index_scores
  - core.account_attributes
  - core.account_months
  - core.engagement_months
  - config.index_bands
  - config.moments
  - config.moment_values
  - config.moment_tiers
section: 12
---*/
with closed as (
    select account_id, month
    from core.account_months
    where is_closed
        and is_customer
),

-- the greater the rank, the better
attributes as (
    select
        account_id,
        month,
        'maturity_stage' as attribute,
        cast(maturity_stage as varchar) as value,
        cast(maturity_stage as double) as rank
    from core.account_attributes
    union all
    select scores.account_id, scores.month, scores.index || '_status', scores.status, bands.band
    from marts.index_scores as scores
    left join config.index_bands as bands
        on bands.index = scores.index
        and bands.status = scores.status
    union all
    select account_id, month, 'quadrant', quadrant, null
    from core.account_attributes
    union all
    select account_id, month, 'journey_stage', journey_stage, null
    from core.account_attributes
    union all
    select account_id, month, 'tier', cast(tier as varchar), -tier
    from core.account_attributes
    union all
    select account_id, month, 'plan', plan, null
    from core.account_attributes
    union all
    select account_id, month, 'csm_id', csm_id, null
    from core.account_attributes
),

metric_states as (
    select
        metrics.account_id,
        metrics.month,
        moments.moment,
        case
            when moments.fell_by is not null
                then metrics.baseline > 0
                    and metrics.value <= metrics.baseline * (1 - moments.fell_by)
            else (moments.at_least is null or metrics.value >= moments.at_least)
                and (moments.at_most is null or metrics.value <= moments.at_most)
        end as is_met,
        concat(
            moments.metric, ' ', round(metrics.value, 4),
            case
                when moments.fell_by is not null
                    then concat(' against a baseline of ', round(metrics.baseline, 4))
                else ''
            end
        ) as evidence
    from config.moments as moments
    join marts.account_metrics as metrics on metrics.metric = moments.metric
    join closed
        on closed.account_id = metrics.account_id
        and closed.month = metrics.month
    where moments.trigger_form = 'metric'
),

attribute_steps as (
    select
        attributes.account_id,
        attributes.month,
        attributes.attribute,
        attributes.value,
        attributes.rank,
        lag(attributes.value) over in_order as value_before,
        lag(attributes.rank) over in_order as rank_before,
        lag(attributes.month) over in_order as month_before
    from attributes
    join closed
        on closed.account_id = attributes.account_id
        and closed.month = attributes.month
    window in_order as (
        partition by attributes.account_id, attributes.attribute order by attributes.month
    )
),

attribute_states as (
    select
        steps.account_id,
        steps.month,
        moments.moment,
        case
            when moments.is_worsening then steps.rank < steps.rank_before
            else steps.value <> steps.value_before
                and steps.value in (
                    select wanted.value
                    from config.moment_values as wanted
                    where wanted.moment = moments.moment
                )
        end as is_met,
        concat(
            replace(moments.attribute, '_', ' '), ' ', steps.value_before, ' became ', steps.value
        ) as evidence
    from config.moments as moments
    join attribute_steps as steps
        on steps.attribute = moments.attribute
        and steps.month_before = steps.month - interval 1 month
    where moments.trigger_form = 'attribute'
),

metric_edges as (
    select
        account_id,
        month,
        moment,
        is_met,
        evidence,
        lag(is_met) over in_order as was_met,
        lag(month) over in_order as month_before,
        min(case when not is_met then month end) over (
            partition by account_id, moment
            order by month
            rows between 1 following and unbounded following
        ) as recovered_month
    from metric_states
    window in_order as (partition by account_id, moment order by month)
),

raised as (
    select account_id, month, moment, evidence, recovered_month
    from metric_edges
    where is_met
        and not (coalesce(was_met, false) and month_before = month - interval 1 month)
    union all
    select account_id, month, moment, evidence, null
    from attribute_states
    where is_met
)

select
    raised.account_id,
    raised.moment,
    raised.month,
    cast(raised.month + interval 1 month as date) as raised_on,
    cast(raised.recovered_month + interval 1 month as date) as resolved_on,
    months.tier,
    months.arr,
    raised.evidence
from raised
join core.engagement_months as months
    on months.account_id = raised.account_id
    and months.month = raised.month + interval 1 month
join config.moment_tiers as tiers
    on tiers.moment = raised.moment
    and tiers.tier is not distinct from months.tier
