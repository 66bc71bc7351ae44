/*---
grain: [account_id, month, index]
says: >-
  The status of each computed index: its band, or that of the month before while the bound
  between the two has not been passed by the hysteresis.
source: [core.index_computed, config.indexes, config.index_bands, config.run]
section: 5
incremental: month
---*/
-- bands are wider than twice the hysteresis, so a score is near one bound at most
with recursive banded as materialized (
    select
        computed.account_id,
        computed.month,
        computed.index,
        bands.band,
        case
            when computed.computed_score < bands.from_score + indexes.hysteresis
                and bands.band > 1 then bands.band - 1
            when computed.computed_score > bands.to_score - indexes.hysteresis
                then bands.band + 1
        end as band_across
    from core.index_computed as computed
    join config.indexes as indexes on indexes.index = computed.index
    left join config.index_bands as bands
        on bands.index = computed.index
        and computed.computed_score >= bands.from_score
        and (bands.to_score is null or computed.computed_score < bands.to_score)
),

-- who is near no bound in the months that are asked for has no past that matters
swaying as (
    select distinct account_id, index
    from banded
    where month >= (select recompute_from from config.run)
        and band_across is not null
),

mattering as (
    select banded.*
    from banded
    left join swaying
        on swaying.account_id = banded.account_id
        and swaying.index = banded.index
    where swaying.account_id is not null
        or banded.month >= (select recompute_from from config.run)
),

beside_before as (
    select
        account_id,
        month,
        index,
        band,
        band_across,
        case when lag(month) over by_month = cast(month - interval 1 month as date)
            then lag(band) over by_month end as band_before,
        case when lag(month) over by_month = cast(month - interval 1 month as date)
            then lag(band_across) over by_month end as band_across_before
    from mattering
    window by_month as (partition by account_id, index order by month)
),

-- only near a bound, and only after a month that was near one too, does the past reach further
settled as (
    select
        account_id,
        month,
        index,
        case when band_before = band_across then band_across else band end as band
    from beside_before
    where band_across is not null and band_across_before is null
    union all
    select
        following.account_id,
        following.month,
        following.index,
        case
            when settled.band = following.band_across then following.band_across
            else following.band
        end
    from settled
    join beside_before as following
        on following.account_id = settled.account_id
        and following.index = settled.index
        and following.month = cast(settled.month + interval 1 month as date)
    where following.band_across is not null and following.band_across_before is not null
)

select
    beside_before.account_id,
    beside_before.month,
    beside_before.index,
    coalesce(bands.status, 'unknown') as computed_status
from beside_before
left join settled
    on settled.account_id = beside_before.account_id
    and settled.month = beside_before.month
    and settled.index = beside_before.index
left join config.index_bands as bands
    on bands.index = beside_before.index
    and bands.band = coalesce(settled.band, beside_before.band)
where beside_before.month >= (select recompute_from from config.run)
