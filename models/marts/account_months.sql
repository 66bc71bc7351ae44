/*---
grain: [account_id, month]
says: What each account was worth in each month up to as_of, how it got there, and its tier.
unit: { mrr: reporting currency per month, arr: reporting currency per year, seats: seats }
source: [core.account_months]
section: 16
---*/
select
    replace(account_id, '/', '%2F') || '/' || strftime(month, '%Y-%m') as account_month_id,
    account_id,
    month,
    snapshot_at,
    is_closed,
    is_customer,
    mrr_opening,
    mrr_new,
    mrr_reactivation,
    mrr_expansion,
    mrr_contraction,
    mrr_churn,
    mrr,
    arr,
    seats,
    tier_rank,
    customer_share,
    mrr_share,
    cumulative_mrr_share,
    region,
    country,
    industry,
    size,
    plan,
    tier,
    tier_previous,
    csm_id,
    csm_id_previous,
    ultimate_parent_id
from core.account_months
