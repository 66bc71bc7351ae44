/*---
grain: [account_id, month, index]
says: >-
  Each index of each customer and month: computed, and as it is shown where somebody overrode it
  for a time; with the profile and the version of the index's settings that made it.
unit: { score: points, computed_score: points, coverage: share, change_1m: points }
source:
  - core.index_computed
  - core.index_statuses
  - core.account_months
  - staging.overrides
  - config.indexes
  - config.index_bands
  - config.run
checks:
  - coverage >= 0 and coverage <= 1
  - (computed_score is null) = (computed_status = 'unknown')
section: 5
incremental: month
---*/
with dated as (
    select
        overrides.account_id,
        overrides.index,
        overrides.starts_on,
        overrides.expires_on,
        bands.status,
        case
            when overrides.score is not null
                then cast(least(greatest(overrides.score, 0), 100) as double)
        end as score
    from staging.overrides
    left join config.index_bands as bands
        on bands.index = overrides.index
        and bands.status = overrides.status
    where overrides.score is not null or bands.status is not null
),

-- in force at the snapshot; of several the one that started last
in_force as (
    select
        months.account_id,
        months.month,
        dated.index,
        max(dated.starts_on) as starts_on
    from core.account_months as months
    join dated
        on dated.account_id = months.account_id
        and dated.starts_on < months.snapshot_at
        and dated.expires_on >= months.snapshot_at
    where months.month >= (select recompute_from from config.run)
    group by months.account_id, months.month, dated.index
),

overridden as (
    select
        in_force.account_id,
        in_force.month,
        in_force.index,
        replace(dated.account_id, '/', '%2F')
            || '/' || dated.index
            || '/' || strftime(dated.starts_on, '%Y-%m-%d') as override_id,
        dated.score,
        coalesce(dated.status, bands.status) as status
    from in_force
    join dated
        on dated.account_id = in_force.account_id
        and dated.index = in_force.index
        and dated.starts_on = in_force.starts_on
    left join config.index_bands as bands
        on bands.index = dated.index
        and dated.score >= bands.from_score
        and (bands.to_score is null or dated.score < bands.to_score)
),

past as (
    select account_id, month, index, computed_score
    from core.index_computed
    where month >= (select cast(recompute_from - interval 3 month as date) from config.run)
),

changes as (
    select
        computed.account_id,
        computed.month,
        computed.index,
        -- ten places as in the scores, or five points apart could be a little less
        round(computed.computed_score - before_1m.computed_score, 10) as change_1m,
        round(computed.computed_score - before_3m.computed_score, 10) as change_3m
    from core.index_computed as computed
    left join past as before_1m
        on before_1m.account_id = computed.account_id
        and before_1m.index = computed.index
        and before_1m.month = cast(computed.month - interval 1 month as date)
    left join past as before_3m
        on before_3m.account_id = computed.account_id
        and before_3m.index = computed.index
        and before_3m.month = cast(computed.month - interval 3 month as date)
    where computed.month >= (select recompute_from from config.run)
)

select
    replace(computed.account_id, '/', '%2F') || '/' || strftime(computed.month, '%Y-%m')
        || '/' || computed.index as index_score_id,
    computed.account_id,
    computed.month,
    computed.index,
    coalesce(overridden.score, computed.computed_score) as score,
    computed.computed_score,
    coalesce(overridden.status, statuses.computed_status) as status,
    statuses.computed_status,
    computed.coverage,
    computed.profile,
    changes.change_1m,
    changes.change_3m,
    case
        when changes.change_3m >= indexes.trend_points then 'improving'
        when changes.change_3m <= -indexes.trend_points then 'declining'
        when changes.change_3m is not null then 'steady'
    end as trend,
    overridden.override_id,
    indexes.config_version,
    months.arr,
    months.region,
    months.country,
    months.industry,
    months.size,
    months.plan,
    months.tier,
    months.csm_id,
    months.ultimate_parent_id
from core.index_computed as computed
join core.index_statuses as statuses
    on statuses.account_id = computed.account_id
    and statuses.month = computed.month
    and statuses.index = computed.index
join core.account_months as months
    on months.account_id = computed.account_id
    and months.month = computed.month
join config.indexes as indexes on indexes.index = computed.index
join changes
    on changes.account_id = computed.account_id
    and changes.month = computed.month
    and changes.index = computed.index
left join overridden
    on overridden.account_id = computed.account_id
    and overridden.month = computed.month
    and overridden.index = computed.index
where computed.month >= (select recompute_from from config.run)
