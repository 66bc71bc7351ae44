select
    account_month_id as growth_month_id, account_id, month, is_closed, mrr_opening > 0 as was_customer,
    is_customer, mrr_churn < 0 as is_lost, mrr_opening, mrr_new, mrr_reactivation, mrr_expansion,
    mrr_contraction, mrr_churn, mrr, region, country, industry, size, plan,
    coalesce(tier_previous, tier) as tier, csm_id, ultimate_parent_id, health_status,
    maturity_stage, journey_stage, segments
from marts.account_months
