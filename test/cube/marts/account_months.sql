with numbered as (
    select *, lag(tier) over (partition by account_id order by month) as tier_previous
    from account_month_inputs
),
ranked as (
    select *, mrr > 0 as is_customer,
        case when mrr > 0 then rank() over (partition by month order by mrr desc) end as tier_rank,
        sum(mrr) over (partition by month) as month_mrr,
        sum(case when mrr > 0 then 1 else 0 end) over (partition by month) as month_customers,
        sum(mrr) over (partition by month order by mrr desc) as mrr_so_far
    from numbered
)
select
    months.account_id || '/' || strftime(months.month, '%Y-%m') as account_month_id,
    months.account_id, months.month,
    least(months.month + interval 1 month, timestamp '2025-03-16') as snapshot_at,
    months.month < date '2025-03-01' as is_closed, months.is_customer,
    months.opening::decimal(18, 4) as mrr_opening,
    (case when first_month = months.month then gained else 0 end)::decimal(18, 4) as mrr_new,
    (case when opening = 0 and first_month < months.month then gained else 0 end)::decimal(18, 4)
        as mrr_reactivation,
    (case when opening > 0 then gained else 0 end)::decimal(18, 4) as mrr_expansion,
    (case when months.mrr > 0 then lost else 0 end)::decimal(18, 4) as mrr_contraction,
    (case when months.mrr = 0 then lost else 0 end)::decimal(18, 4) as mrr_churn,
    months.mrr::decimal(18, 4) as mrr, (12 * months.mrr)::decimal(18, 4) as arr,
    months.seats::decimal(18, 6) as seats, tier_rank::integer as tier_rank,
    (tier_rank / month_customers)::double as customer_share,
    (months.mrr / month_mrr)::double as mrr_share,
    (mrr_so_far / month_mrr)::double as cumulative_mrr_share,
    region, country, industry, size, plan, months.tier::integer as tier,
    tier_previous::integer as tier_previous, csm_id, csm_id as csm_id_previous, ultimate_parent_id,
    health_status, health_status as health_status_previous, health_score,
    (months.seats::integer // 10)::integer as maturity_stage, 1::integer as maturity_stage_previous,
    if(months.mrr > 0, 'adoption', 'churn') as journey_stage, 'adoption' as journey_stage_previous,
    dependence_score,
    quadrant, quadrant as quadrant_previous, asymmetry, segments
from ranked as months
inner join marts.accounts as accounts on accounts.account_id = months.account_id
inner join (
    select account_id, min(month) as first_month from account_month_inputs group by account_id
) as firsts on firsts.account_id = months.account_id
