/*---
grain: [from_position, to_position, segment, cohort, day]
says: >-
  The share of accounts that has not come from one step of the journey to a later one so many days
  after it began, by Kaplan and Meier: a row a day on which somebody arrives, and the last day on
  which anybody is seen. A cohort is the year of the beginning; all is every year.
unit: { day: days, accounts: accounts, at_risk: accounts, arrivals: accounts, waiting_share: share }
source: [core.journey_times, core.account_segments]
section: 8
checks: [arrivals <= at_risk, at_risk <= accounts, waiting_share between 0 and 1]
---*/
with members as (
    select
        times.from_position,
        times.to_position,
        segments.segment,
        unnest(['all', strftime(times.from_on, '%Y')]) as cohort,
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
    select from_position, to_position, segment, cohort, if(late_days = 0, -1, late_days) as day,
        1 as entered, 0 as gone, 0 as reached
    from members
    union all
    select from_position, to_position, segment, cohort, days, 0, 1, cast(is_reached as integer)
    from members
),

days as (
    select
        from_position,
        to_position,
        segment,
        cohort,
        day,
        sum(entered) as entered,
        sum(gone) as gone,
        sum(reached) as reached
    from turns
    group by from_position, to_position, segment, cohort, day
),

at_risk as (
    select
        from_position,
        to_position,
        segment,
        cohort,
        day,
        reached,
        max(day) over (partition by from_position, to_position, segment, cohort) as last_day,
        sum(entered) over (partition by from_position, to_position, segment, cohort) as accounts,
        coalesce(
            sum(entered - gone) over (
                partition by from_position, to_position, segment, cohort order by day
                rows between unbounded preceding and 1 preceding
            ),
            0
        ) as waiting
    from days
),

-- rounded so that a half is a half
curves as (
    select
        from_position,
        to_position,
        segment,
        cohort,
        day,
        accounts,
        waiting,
        reached,
        round(
            product(1 - cast(reached as double) / waiting) over (
                partition by from_position, to_position, segment, cohort order by day
                rows unbounded preceding
            ),
            12
        ) as waiting_share
    from at_risk
    where reached > 0 or day = last_day
)

select
    from_position,
    to_position,
    segment,
    cohort,
    cast(day as integer) as day,
    cast(accounts as bigint) as accounts,
    cast(waiting as bigint) as at_risk,
    cast(reached as bigint) as arrivals,
    waiting_share
from curves
