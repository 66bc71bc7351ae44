/*---
grain: [from_stage, to_stage, segment]
says: >-
  How long accounts take from one step of their journey to a later one, by Kaplan and Meier: who has
  not arrived counts for as long as it was seen, who is older than the data from when it is seen.
  From the first step to the one after onboarding is the time to onboard, to the stage of value the
  time to first value. Segments are those of the month of the beginning.
unit: { n: accounts, reached: accounts, median_days: days, p75_days: days }
source: [core.journey_times, core.account_segments, config.journey_stages]
section: 8
checks: [reached <= n, median_days is null or p75_days is null or median_days <= p75_days]
---*/
with members as (
    select
        times.from_position,
        times.to_position,
        segments.segment,
        times.days,
        times.late_days,
        times.is_reached
    from core.journey_times as times
    join core.account_segments as segments
        on segments.account_id = times.account_id
        and segments.month = date_trunc('month', times.from_on)
),

-- who is seen late comes under risk after that day; an arrival on day 0 was at risk on it
turns as (
    select from_position, to_position, segment, if(late_days = 0, -1, late_days) as day,
        1 as entered, 0 as gone, 0 as reached
    from members
    union all
    select from_position, to_position, segment, days, 0, 1, cast(is_reached as integer)
    from members
),

days as (
    select
        from_position,
        to_position,
        segment,
        day,
        sum(entered) as entered,
        sum(gone) as gone,
        sum(reached) as reached
    from turns
    group by from_position, to_position, segment, day
),

at_risk as (
    select
        from_position,
        to_position,
        segment,
        day,
        reached,
        coalesce(
            sum(entered - gone) over (
                partition by from_position, to_position, segment order by day
                rows between unbounded preceding and 1 preceding
            ),
            0
        ) as accounts
    from days
),

-- the share that has not arrived yet, rounded so that a half is a half
curves as (
    select
        from_position,
        to_position,
        segment,
        day,
        round(
            product(1 - cast(reached as double) / accounts) over (
                partition by from_position, to_position, segment order by day
                rows unbounded preceding
            ),
            12
        ) as waiting_share
    from at_risk
    where reached > 0
),

quantiles as (
    select
        from_position,
        to_position,
        segment,
        min(day) filter (where waiting_share <= 0.5) as median_days,
        min(day) filter (where waiting_share <= 0.25) as p75_days
    from curves
    group by from_position, to_position, segment
),

counts (from_position, to_position, segment, n, reached) as (
    select
        from_position,
        to_position,
        segment,
        count(*),
        count(*) filter (where is_reached)
    from members
    group by from_position, to_position, segment
)

select
    begun.stage || '/' || ended.stage || '/' || counts.segment as journey_duration_id,
    begun.stage as from_stage,
    ended.stage as to_stage,
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
