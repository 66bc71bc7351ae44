/*---
grain: [moment_id]
says: >-
  Every moment of every trigger with an identity that rests on what raised it and on nothing else,
  and whether it fell into the days of cool-down of an earlier one that was raised.
source:
  - core.moments_from_events
  - core.moments_from_gaps
  - core.moments_from_months
  - config.moments
section: 12
---*/
with recursive candidates as (
    select
        account_id,
        moment,
        subject,
        raised_on,
        resolved_on,
        tier,
        arr,
        evidence,
        file_id,
        line
    from core.moments_from_events
    union all
    select
        account_id,
        moment,
        cast(raised_on as varchar),
        raised_on,
        resolved_on,
        tier,
        arr,
        evidence,
        null,
        null
    from core.moments_from_gaps
    union all
    select
        account_id,
        moment,
        strftime(month, '%Y-%m'),
        raised_on,
        resolved_on,
        tier,
        arr,
        evidence,
        null,
        null
    from core.moments_from_months
),

ordered as (
    select
        candidates.*,
        moments.cool_down_days,
        row_number() over by_day as number,
        coalesce(
            lag(candidates.account_id) over by_day = candidates.account_id
            and lag(candidates.moment) over by_day = candidates.moment
            and lag(candidates.raised_on) over by_day + moments.cool_down_days
                > candidates.raised_on,
            false
        ) as is_soon
    from candidates
    join config.moments as moments on moments.moment = candidates.moment
    window by_day as (
        order by candidates.account_id, candidates.moment, candidates.raised_on, candidates.subject
    )
),

-- a chain begins with what had nothing before it in the days of cool-down, which was surely raised
chained as materialized (
    select
        *,
        max(case when not is_soon then number end) over (
            order by number rows unbounded preceding
        ) as chain
    from ordered
),

-- the next one is the first that comes when the cool-down of the one before is over
first_ones as (
    select number, chain, raised_on
    from chained
    where not is_soon
    union all
    select min(chained.number), chained.chain, min(chained.raised_on)
    from first_ones
    join chained
        on chained.chain = first_ones.chain
        and chained.number > first_ones.number
        and chained.raised_on >= first_ones.raised_on + chained.cool_down_days
    where chained.is_soon
    group by chained.chain, first_ones.number
)

select
    concat_ws(
        '/',
        replace(chained.account_id, '/', '%2F'),
        chained.moment,
        replace(chained.subject, '/', '%2F')
    ) as moment_id,
    chained.account_id,
    chained.moment,
    chained.raised_on,
    chained.resolved_on,
    chained.tier,
    chained.arr,
    chained.evidence,
    chained.file_id,
    chained.line,
    first_ones.number is null as is_repeat
from chained
left join first_ones on first_ones.number = chained.number
