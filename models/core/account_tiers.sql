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

totals as (
    select month, count(*) as customers, sum(mrr) as mrr
    from customers
    group by month
),

ranked as (
    select
        account_id,
        month,
        mrr,
        cast(basis as decimal(18, 4)) as basis,
        rank() over by_mrr as tier_rank,
        count(*) over by_mrr as customers_from_top,
        sum(mrr) over by_mrr as mrr_from_top
    from customers
    window by_mrr as (partition by month order by mrr desc)
),

-- the same by the method's basis, ranked again only where that is not the MRR itself
places as (
    select
        ranked.month,
        ranked.basis,
        ranked.tier_rank as basis_rank,
        ranked.customers_from_top as basis_customers,
        ranked.mrr_from_top as basis_from_top
    from ranked
    cross join config.tier_method
    where tier_method.basis = 'mrr'
    union all
    select
        ranked.month,
        ranked.basis,
        rank() over by_basis,
        count(*) over by_basis,
        sum(ranked.basis) over by_basis
    from ranked
    cross join config.tier_method
    where tier_method.basis <> 'mrr'
    window by_basis as (partition by ranked.month order by ranked.basis desc)
),

basis_totals as (
    select month, count(*) as customers, sum(basis) as basis
    from ranked
    group by month
),

-- before: strictly larger accounts only, so equals stand or fall together
reached as (
    select
        tiers.tier,
        places.month,
        min(places.basis) as floor_basis
    from places
    join basis_totals on basis_totals.month = places.month
    cross join config.tier_method
    join config.tiers
        on tiers.bound is null
        or case tier_method.method
            when 'customer_share'
                then places.basis_rank <= ceil(tiers.bound * basis_totals.customers)
            when 'revenue_share' then
                cast(
                    places.basis_from_top
                    - places.basis * (places.basis_customers - places.basis_rank + 1)
                    as decimal(28, 4)
                )
                < cast(basis_totals.basis as decimal(26, 4)) * cast(tiers.bound as decimal(7, 6))
            else places.basis >= tiers.bound
        end
    group by places.month, tiers.tier
),

-- each tier reaches from its own floor up to the floor of the one above
bands as (
    select
        month,
        tier,
        floor_basis,
        min(floor_basis) over (
            partition by month order by tier rows between unbounded preceding and 1 preceding
        ) as ceiling_basis
    from reached
)

select
    ranked.account_id,
    ranked.month,
    cast(ranked.tier_rank as integer) as tier_rank,
    cast(ranked.customers_from_top as double) / totals.customers as customer_share,
    cast(ranked.mrr as double) / cast(totals.mrr as double) as mrr_share,
    cast(ranked.mrr_from_top as double) / cast(totals.mrr as double) as cumulative_mrr_share,
    cast(bands.tier as integer) as tier
from ranked
join totals on totals.month = ranked.month
join bands
    on bands.month = ranked.month
    and ranked.basis >= bands.floor_basis
    and (bands.ceiling_basis is null or ranked.basis < bands.ceiling_basis)
