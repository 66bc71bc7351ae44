/*---
grain: [account_id, month, index]
says: >-
  Each index of each customer and month as its factors make it, before any override, with the
  share of the weights that had a value.
unit: { computed_score: points, contribution_gap: points, coverage: share }
source: [marts.index_factors, core.index_profiles, config.run]
checks:
  - coverage >= 0 and coverage <= 1
  - computed_score >= 0 and computed_score <= 100
  - contribution_gap <= 1e-9
section: 5
incremental: month
---*/
-- decimals, so that the sum is the same in whatever order it is added
with sums as (
    select
        account_id,
        month,
        index,
        sum(cast(weight as decimal(12, 6))) as weight_all,
        sum(cast(weight as decimal(12, 6))) filter (where not is_missing) as weight_present,
        sum(cast(weight as decimal(12, 6))) filter (where contribution is not null)
            as weight_scored,
        sum(cast(weight * score as decimal(24, 12))) filter (where contribution is not null)
            as weighted,
        sum(cast(contribution as decimal(24, 12))) as contributed
    from marts.index_factors
    where month >= (select recompute_from from config.run)
    group by account_id, month, index
)

select
    profiles.account_id,
    profiles.month,
    profiles.index,
    profiles.profile,
    -- ten places, so that a score which is a bound by hand is that bound
    round(cast(sums.weighted as double) / nullif(cast(sums.weight_scored as double), 0), 10)
        as computed_score,
    -- products are kept to 12 places, which is little of a weight far below one
    abs(
        cast(sums.contributed as double)
            - cast(sums.weighted as double) / nullif(cast(sums.weight_scored as double), 0)
    ) * least(1, cast(sums.weight_scored as double)) as contribution_gap,
    coalesce(cast(sums.weight_present as double), 0)
        / cast(sums.weight_all as double) as coverage
from core.index_profiles as profiles
join sums
    on sums.account_id = profiles.account_id
    and sums.month = profiles.month
    and sums.index = profiles.index
where profiles.month >= (select recompute_from from config.run)
