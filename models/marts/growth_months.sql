/*---
grain: [account_id, month]
says: >-
  What each account adds to the monthly rates of growth and churn, with its attributes as the
  month began: those it had last, or for a new account the first that are known.
unit: { mrr: reporting currency per month, mrr_opening: reporting currency per month }
source: [core.account_months, core.account_attributes, core.segment_lists, config.run]
section: 2
checks:
  - mrr_opening + mrr_new + mrr_reactivation + mrr_expansion + mrr_contraction + mrr_churn = mrr
incremental: month
---*/
with months as (
    select
        months.account_id,
        months.month,
        months.is_closed,
        months.mrr_opening > 0 as was_customer,
        months.is_customer,
        months.mrr_opening > 0 and months.mrr = 0 as is_lost,
        months.mrr_opening,
        months.mrr_new,
        months.mrr_reactivation,
        months.mrr_expansion,
        months.mrr_contraction,
        months.mrr_churn,
        months.mrr,
        attributes.region,
        attributes.country,
        attributes.industry,
        attributes.size,
        attributes.plan,
        attributes.tier,
        attributes.csm_id,
        attributes.ultimate_parent_id,
        attributes.health_status,
        attributes.maturity_stage,
        attributes.journey_stage,
        lists.segments,
        row_number() over by_month = 1 as is_first,
        lag(attributes.region) over by_month as region_before,
        lag(attributes.country) over by_month as country_before,
        lag(attributes.industry) over by_month as industry_before,
        lag(attributes.size) over by_month as size_before,
        lag(attributes.csm_id) over by_month as csm_id_before,
        lag(lists.segments) over by_month as segments_before,
        last_value(attributes.plan ignore nulls) over until_then as plan_before,
        last_value(attributes.tier ignore nulls) over until_then as tier_before,
        last_value(attributes.health_status ignore nulls) over until_then
            as health_status_before,
        last_value(attributes.maturity_stage ignore nulls) over until_then
            as maturity_stage_before,
        last_value(attributes.journey_stage ignore nulls) over until_then
            as journey_stage_before
    from core.account_months as months
    join core.account_attributes as attributes
        on attributes.account_id = months.account_id
        and attributes.month = months.month
    left join core.segment_lists as lists
        on lists.account_id = months.account_id
        and lists.month = months.month
    window
        by_month as (partition by months.account_id order by months.month),
        until_then as (
            partition by months.account_id order by months.month
            rows between unbounded preceding and 1 preceding
        )
)

select
    replace(account_id, '/', '%2F') || '/' || strftime(month, '%Y-%m') as growth_month_id,
    account_id,
    month,
    is_closed,
    was_customer,
    is_customer,
    is_lost,
    mrr_opening,
    mrr_new,
    mrr_reactivation,
    mrr_expansion,
    mrr_contraction,
    mrr_churn,
    mrr,
    case when is_first then region else region_before end as region,
    case when is_first then country else country_before end as country,
    case when is_first then industry else industry_before end as industry,
    case when is_first then size else size_before end as size,
    coalesce(plan_before, plan) as plan,
    coalesce(tier_before, tier) as tier,
    case when is_first then csm_id else csm_id_before end as csm_id,
    ultimate_parent_id,
    coalesce(health_status_before, health_status) as health_status,
    coalesce(maturity_stage_before, maturity_stage) as maturity_stage,
    coalesce(journey_stage_before, journey_stage) as journey_stage,
    case when is_first then segments else segments_before end as segments
from months
where month >= (select recompute_from from config.run)
