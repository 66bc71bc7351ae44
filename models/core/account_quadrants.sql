/*---
grain: [account_id, month]
says: >-
  How critical each customer was to us and we to it in each month, the quadrant that makes, and
  the CSM's own guess beside it.
unit: { importance: points, dependence_score: points, asymmetry: points }
source:
  - core.account_mrr_months
  - core.account_tiers
  - marts.index_scores
  - marts.index_factors
  - staging.overrides
  - config.quadrant
  - config.run
checks: [importance >= 0 and importance <= 100, (quadrant = 'unknown') = (asymmetry is null)]
section: 6
incremental: month
---*/
-- before an account stand those with strictly larger MRR, so its equals are taken off with it
with ranked as (
    select
        account_id,
        month,
        tier,
        mrr_share,
        greatest(
            0,
            cumulative_mrr_share
                - mrr_share * count(*) over (partition by month, tier_rank)
        ) as share_before
    from core.account_tiers
    where month >= (select recompute_from from config.run)
),

weighed as (
    select
        months.account_id,
        months.month,
        months.snapshot_at,
        coalesce(ranked.mrr_share >= quadrant.revenue_share_min, false)
            or coalesce(ranked.tier = 1, false)
            or coalesce(months.potential_arr >= quadrant.potential_arr_min, false)
            as is_critical_to_us,
        greatest(
            coalesce(100 * (1 - ranked.share_before), 0),
            least(100, coalesce(100 * ranked.mrr_share / quadrant.revenue_share_min, 0)),
            least(
                100,
                coalesce(
                    100 * cast(months.potential_arr as double) / quadrant.potential_arr_min, 0
                )
            )
        ) as importance
    from core.account_mrr_months as months
    cross join config.quadrant as quadrant
    left join ranked
        on ranked.account_id = months.account_id
        and ranked.month = months.month
    where months.is_customer
        and months.month >= (select recompute_from from config.run)
),

lacking as (
    select account_id, month, string_agg(factor, ', ' order by factor) as missing
    from marts.index_factors
    where index = 'dependence'
        and is_missing
        and weight > 0
        and month >= (select recompute_from from config.run)
    group by account_id, month
),

placed as (
    select
        weighed.account_id,
        weighed.month,
        weighed.snapshot_at,
        weighed.is_critical_to_us,
        weighed.importance,
        scores.score as dependence_score,
        scores.score >= quadrant.dependence_min as is_critical_to_them,
        case
            when scores.score is null then 'unknown'
            when scores.score >= quadrant.dependence_min and weighed.is_critical_to_us
                then 'mutual'
            when scores.score >= quadrant.dependence_min then 'needy'
            when weighed.is_critical_to_us then 'exposed'
            else 'transactional'
        end as quadrant,
        case when scores.score is null then lacking.missing end as missing
    from weighed
    cross join config.quadrant as quadrant
    left join marts.index_scores as scores
        on scores.account_id = weighed.account_id
        and scores.month = weighed.month
        and scores.index = 'dependence'
    left join lacking
        on lacking.account_id = weighed.account_id
        and lacking.month = weighed.month
),

-- of several guesses in force the one that started last
guessed as (
    select
        placed.account_id,
        placed.month,
        arg_max(overrides.status, overrides.starts_on) as quadrant_guess
    from placed
    join staging.overrides as overrides
        on overrides.account_id = placed.account_id
        and overrides.index = 'quadrant'
        and overrides.status in ('mutual', 'exposed', 'needy', 'transactional')
        and overrides.starts_on < placed.snapshot_at
        and overrides.expires_on >= placed.snapshot_at
    group by placed.account_id, placed.month
)

select
    placed.account_id,
    placed.month,
    placed.is_critical_to_us,
    placed.is_critical_to_them,
    placed.importance,
    placed.dependence_score,
    placed.quadrant,
    placed.importance - placed.dependence_score as asymmetry,
    placed.missing,
    guessed.quadrant_guess,
    case when placed.quadrant <> 'unknown' then guessed.quadrant_guess <> placed.quadrant end
        as is_surprise
from placed
left join guessed
    on guessed.account_id = placed.account_id
    and guessed.month = placed.month
