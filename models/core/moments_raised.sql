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
        candidates.account_id,
        candidates.moment,
        candidates.subject,
        candidates.raised_on,
        moments.cool_down_days,
        row_number() over (
            partition by candidates.account_id, candidates.moment
            order by candidates.raised_on, candidates.subject
        ) as position
    from candidates
    join config.moments as moments on moments.moment = candidates.moment
),

-- the next one is the first that comes when the cool-down of the one before is over
first_ones as (
    select account_id, moment, position, raised_on
    from ordered
    where position = 1
    union all
    select
        ordered.account_id,
        ordered.moment,
        min(ordered.position),
        min(ordered.raised_on)
    from first_ones
    join ordered
        on ordered.account_id = first_ones.account_id
        and ordered.moment = first_ones.moment
        and ordered.position > first_ones.position
        and ordered.raised_on >= first_ones.raised_on + ordered.cool_down_days
    group by ordered.account_id, ordered.moment, first_ones.position
)

select
    concat_ws(
        '/',
        replace(candidates.account_id, '/', '%2F'),
        candidates.moment,
        replace(candidates.subject, '/', '%2F')
    ) as moment_id,
    candidates.account_id,
    candidates.moment,
    candidates.raised_on,
    candidates.resolved_on,
    candidates.tier,
    candidates.arr,
    candidates.evidence,
    candidates.file_id,
    candidates.line,
    first_ones.position is null as is_repeat
from candidates
join ordered
    on ordered.account_id = candidates.account_id
    and ordered.moment = candidates.moment
    and ordered.subject = candidates.subject
left join first_ones
    on first_ones.account_id = ordered.account_id
    and first_ones.moment = ordered.moment
    and first_ones.position = ordered.position
