/*---
grain: [month, tier]
says: How many customers and how much MRR each tier held in each month; empty tiers are rows too.
unit:
  mrr: reporting currency per month
  floor_mrr: reporting currency per month
  hours_needed: hours of a CSM per month
  csms_needed: CSMs
source: [core.account_months, marts.touch_months, config.tiers, config.books]
section: 3
checks: [customers >= 0, cumulative_mrr_share <= 1.000000001]
---*/
with totals as (
    select month, count(*) as customers, sum(mrr) as mrr
    from core.account_months
    where mrr > 0
    group by month
),

held as (
    select month, tier, count(*) as customers, sum(mrr) as mrr, min(mrr) as floor_mrr
    from core.account_months
    where mrr > 0
    group by month, tier
),

touched as (
    select
        month,
        tier,
        case when count(hours_needed) = count(*) then cast(sum(hours_needed) as double) end
            as hours_needed
    from marts.touch_months
    group by month, tier
),

filled as (
    select
        totals.month,
        tiers.tier,
        tiers.tier_name,
        tiers.touch_model,
        coalesce(held.customers, 0) as customers,
        coalesce(held.mrr, 0) as mrr,
        held.floor_mrr,
        case when held.tier is null then 0 else touched.hours_needed end as hours_needed,
        totals.customers as all_customers,
        totals.mrr as all_mrr
    from totals
    cross join config.tiers
    left join held on held.month = totals.month and held.tier = tiers.tier
    left join touched on touched.month = totals.month and touched.tier = tiers.tier
)

select
    strftime(month, '%Y-%m') || '/' || tier as tier_month_id,
    month,
    tier,
    tier_name,
    touch_model,
    cast(customers as bigint) as customers,
    cast(customers as double) / all_customers as customer_share,
    cast(mrr as decimal(18, 4)) as mrr,
    cast(mrr as double) / cast(all_mrr as double) as mrr_share,
    cast(floor_mrr as decimal(18, 4)) as floor_mrr,
    cast(sum(customers) over by_tier as double) / all_customers as cumulative_customer_share,
    cast(sum(mrr) over by_tier as double) / cast(all_mrr as double) as cumulative_mrr_share,
    hours_needed,
    hours_needed / (books.hours_per_month * books.productive_share) as csms_needed
from filled
cross join config.books
window by_tier as (partition by month order by tier rows unbounded preceding)
