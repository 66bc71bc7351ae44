/*---
grain: [account_id, month]
says: What of an account's month rests on billing and attributes alone, its tier included.
unit: { mrr: reporting currency per month, arr: reporting currency per year }
source: [core.account_mrr_months, core.account_tiers]
section: 16
checks:
  - mrr_opening + mrr_new + mrr_reactivation + mrr_expansion + mrr_contraction + mrr_churn = mrr
  - mrr_new >= 0 and mrr_reactivation >= 0 and mrr_expansion >= 0
  - mrr_contraction <= 0 and mrr_churn <= 0
  - (mrr > 0) = (tier is not null)
---*/
select
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
    cast(months.mrr * 12 as decimal(18, 4)) as arr,
    months.seats,
    tiers.tier_rank,
    tiers.customer_share,
    tiers.mrr_share,
    tiers.cumulative_mrr_share,
    months.region,
    months.country,
    months.industry,
    months.size,
    months.plan,
    tiers.tier,
    months.csm_id,
    months.ultimate_parent_id,
    months.baseline_month
from core.account_mrr_months as months
left join core.account_tiers as tiers
    on tiers.account_id = months.account_id
    and tiers.month = months.month
