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
        row_number() over by_day as position,
        coalesce(
            candidates.raised_on
                >= lag(candidates.raised_on) over by_day + moments.cool_down_days,
            true
        ) as is_alone
    from candidates
    join config.moments as moments on moments.moment = candidates.moment
    window by_day as (
        partition by candidates.account_id, candidates.moment
        order by candidates.raised_on, candidates.subject
    )
),

-- what came with nothing before it in the days of cool-down was raised, and what came sooner may be
chained as materialized (
    select
        *,
        sum(cast(is_alone as integer)) over (
            partition by account_id, moment order by position rows unbounded preceding
        ) as chain
    from ordered
),

-- the next one is the first that comes when the cool-down of the one before is over
first_ones as (
    select account_id, moment, chain, position, raised_on
    from chained
    where is_alone
    union all
    select
        chained.account_id,
        chained.moment,
        chained.chain,
        min(chained.position),
        min(chained.raised_on)
    from first_ones
    join chained
        on chained.account_id = first_ones.account_id
        and chained.moment = first_ones.moment
        and chained.chain = first_ones.chain
        and chained.position > first_ones.position
        and chained.raised_on >= first_ones.raised_on + chained.cool_down_days
    where not chained.is_alone
    group by chained.account_id, chained.moment, chained.chain, first_ones.position
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
    first_ones.position is null as is_repeat
from chained
left join first_ones
    on first_ones.account_id = chained.account_id
    and first_ones.moment = chained.moment
    and first_ones.position = chained.position
