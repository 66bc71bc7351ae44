/*---
grain: [from_stage, to_stage, segment]
says: >-
  How long accounts take from one step of their journey to a later one, by Kaplan and Meier: who has
  not arrived counts for as long as it was seen, who is older than the data from when it is seen.
  From the first step to the one after onboarding is the time to onboard, to the stage of value the
  time to first value. Segments are those of the month of the beginning.
unit: { n: accounts, reached: accounts, median_days: days, p75_days: days }
source: [core.journey_curves, config.journey_stages]
section: 8
checks: [reached <= n, median_days is null or p75_days is null or median_days <= p75_days]
---*/
with quantiles as (
    select
        from_position,
        to_position,
        segment,
        min(day) filter (where waiting_share <= 0.5) as median_days,
        min(day) filter (where waiting_share <= 0.25) as p75_days
    from core.journey_curves
    where cohort = 'all'
    group by from_position, to_position, segment
),

counts (from_position, to_position, segment, n, reached) as (
    select
        from_position,
        to_position,
        segment,
        max(accounts),
        cast(sum(arrivals) as bigint)
    from core.journey_curves
    where cohort = 'all'
    group by from_position, to_position, segment
)

select
    begun.stage || '/' || ended.stage || '/' || counts.segment as journey_duration_id,
    begun.stage as from_stage,
    ended.stage as to_stage,
    counts.from_position,
    counts.to_position,
    counts.segment,
    counts.n,
    counts.reached,
    cast(quantiles.median_days as integer) as median_days,
    cast(quantiles.p75_days as integer) as p75_days
from counts
join config.journey_stages as begun on begun.position = counts.from_position
join config.journey_stages as ended on ended.position = counts.to_position
left join quantiles
    on quantiles.from_position = counts.from_position
    and quantiles.to_position = counts.to_position
    and quantiles.segment = counts.segment
