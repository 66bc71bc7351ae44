with totals as (
    select month, sum(mrr) as mrr, count(*) filter (is_customer) as customers
    from marts.account_months group by month
),
tiers as (
    select month, tier, sum(mrr) as mrr, count(*) as customers, min(mrr) as floor_mrr
    from marts.account_months where is_customer group by month, tier
)
select
    strftime(tiers.month, '%Y-%m') || '/' || tiers.tier as tier_month_id, tiers.month, tiers.tier,
    ['Gold', 'Silver', 'Bronze'][tiers.tier] as tier_name,
    ['high touch', 'mid touch', 'tech touch'][tiers.tier] as touch_model,
    tiers.customers::bigint as customers, (tiers.customers / totals.customers)::double as customer_share,
    tiers.mrr::decimal(18, 4) as mrr, (tiers.mrr / totals.mrr)::double as mrr_share,
    tiers.floor_mrr::decimal(18, 4) as floor_mrr,
    (sum(tiers.customers) over running / totals.customers)::double as cumulative_customer_share,
    (sum(tiers.mrr) over running / totals.mrr)::double as cumulative_mrr_share,
    (tiers.customers * 2.5)::double as hours_needed,
    (tiers.customers * 2.5 / 26)::double as csms_needed
from tiers inner join totals on totals.month = tiers.month
window running as (partition by tiers.month order by tiers.tier)
