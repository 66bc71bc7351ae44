/*---
grain: [account_id, month]
says: What each account was worth in each month up to as_of, how it got there, and its tier.
unit: { mrr: reporting currency per month, arr: reporting currency per year, seats: seats }
source:
  - core.account_months
  - core.account_attributes
  - core.account_quadrants
  - core.segment_lists
  - marts.index_scores
  - config.run
section: 16
incremental: month
---*/
with attributes as (
    select *
    from core.account_attributes
    where month >= (select recompute_from from config.run)
),

health as (
    select account_id, month, score
    from marts.index_scores
    where index = 'health'
        and month >= (select recompute_from from config.run)
),

quadrants as (
    select account_id, month, dependence_score, asymmetry
    from core.account_quadrants
    where month >= (select recompute_from from config.run)
),

-- the attributes of the month before, there also where the account had left
following as (
    select
        account_id,
        cast(month + interval 1 month as date) as month,
        tier,
        csm_id,
        health_status,
        maturity_stage,
        journey_stage,
        quadrant
    from core.account_attributes
    where month >= (select cast(recompute_from - interval 1 month as date) from config.run)
)

select
    replace(months.account_id, '/', '%2F') || '/' || strftime(months.month, '%Y-%m')
        as account_month_id,
    months.account_id,
    months.month,
    months.snapshot_at,
    months.is_closed,
    months.is_customer,
    months.mrr_opening,
    months.mrr_new,
    months.mrr_reactivation,
    months.mrr_expansion,
    months.mrr_contraction,
    months.mrr_churn,
    months.mrr,
    months.arr,
    months.seats,
    months.tier_rank,
    months.customer_share,
    months.mrr_share,
    months.cumulative_mrr_share,
    attributes.region,
    attributes.country,
    attributes.industry,
    attributes.size,
    attributes.plan,
    attributes.tier,
    following.tier as tier_previous,
    attributes.csm_id,
    following.csm_id as csm_id_previous,
    attributes.ultimate_parent_id,
    attributes.health_status,
    following.health_status as health_status_previous,
    health.score as health_score,
    attributes.maturity_stage,
    following.maturity_stage as maturity_stage_previous,
    attributes.journey_stage,
    following.journey_stage as journey_stage_previous,
    quadrants.dependence_score,
    attributes.quadrant,
    following.quadrant as quadrant_previous,
    quadrants.asymmetry,
    lists.segments
from core.account_months as months
join attributes
    on attributes.account_id = months.account_id
    and attributes.month = months.month
left join health
    on health.account_id = months.account_id
    and health.month = months.month
left join quadrants
    on quadrants.account_id = months.account_id
    and quadrants.month = months.month
left join core.segment_lists as lists
    on lists.account_id = months.account_id
    and lists.month = months.month
left join following
    on following.account_id = months.account_id
    and following.month = months.month
where months.month >= (select recompute_from from config.run)
