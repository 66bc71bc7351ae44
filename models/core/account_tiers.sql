/*---
grain: [account_id, month]
says: >-
  The Pareto place of each paying account in each month, ties sharing it, and the tier that the
  configured method gives it; shares are exact decimals until they are shown.
unit: { customer_share: share, mrr_share: share, cumulative_mrr_share: share }
source: [core.account_mrr_months, config.tiers, config.tier_method]
section: 3
checks: [tier >= 1, mrr_share > 0 and mrr_share <= 1]
---*/
with customers as (
    select
        months.account_id,
        months.month,
        months.mrr,
        case tier_method.basis
            when 'mrr' then months.mrr
            when 'potential' then coalesce(potential_arr / 12, mrr)
            else greatest(coalesce(potential_arr / 12, mrr), mrr)
        end as basis
    from core.account_mrr_months as months
    cross join config.tier_method
    where months.mrr > 0
),

ranked as (
    select
        account_id,
        month,
        mrr,
        cast(basis as decimal(18, 4)) as basis,
        rank() over by_mrr as tier_rank,
        count(*) over by_mrr as customers_from_top,
        sum(mrr) over by_mrr as mrr_from_top,
        count(*) over by_month as customers,
        sum(mrr) over by_month as month_mrr
    from customers
    window
        by_mrr as (partition by month order by mrr desc),
        by_month as (partition by month)
),

places as (
    select
        account_id,
        month,
        customers,
        basis,
        rank() over by_basis as basis_rank,
        sum(basis) over by_basis as basis_from_top,
        count(*) over by_basis as basis_customers,
        sum(basis) over (partition by month) as basis_total
    from ranked
    window by_basis as (partition by month order by basis desc)
),

-- before: strictly larger accounts only, so equals stand or fall together
tiers as (
    select places.account_id, places.month, min(tiers.tier) as tier
    from places
    cross join config.tier_method
    join config.tiers
        on tiers.bound is null
        or case tier_method.method
            when 'customer_share' then places.basis_rank <= ceil(tiers.bound * places.customers)
            when 'revenue_share' then
                cast(
                    places.basis_from_top
                    - places.basis * (places.basis_customers - places.basis_rank + 1)
                    as decimal(28, 4)
                ) < cast(places.basis_total as decimal(26, 4)) * cast(tiers.bound as decimal(7, 6))
            else places.basis >= tiers.bound
        end
    group by places.account_id, places.month
)

select
    ranked.account_id,
    ranked.month,
    cast(ranked.tier_rank as integer) as tier_rank,
    cast(ranked.customers_from_top as double) / ranked.customers as customer_share,
    cast(ranked.mrr as double) / cast(ranked.month_mrr as double) as mrr_share,
    cast(ranked.mrr_from_top as double) / cast(ranked.month_mrr as double)
        as cumulative_mrr_share,
    cast(tiers.tier as integer) as tier
from ranked
join tiers on tiers.account_id = ranked.account_id and tiers.month = ranked.month
