/*---
grain: [account_id, position, from_at]
says: >-
  The times in which a step of the journey is lost: from the month's end at which its hold criteria
  had failed for the configured days until the one at which they held again. Months in which none
  of its metrics is known say nothing.
source: [core.journey_values, config.journey, config.journey_holds]
section: 8
checks: [until_at is null or until_at > from_at]
---*/
with judged as (
    select
        measured.account_id,
        holds.position,
        measured.measured_at as judged_at,
        bool_or(
            coalesce(measured.value < holds.at_least, measured.value > holds.at_most)
        ) as is_failing
    from core.journey_values as measured
    join config.journey_holds as holds on holds.metric = measured.metric
    group by measured.account_id, holds.position, measured.measured_at
),

-- a run is a month that held and the failing ones after it
runs as (
    select
        account_id,
        position,
        judged_at,
        is_failing,
        count(*) filter (where not is_failing) over (
            partition by account_id, position order by judged_at rows unbounded preceding
        ) as run_no
    from judged
),

dated as (
    select
        account_id,
        position,
        run_no,
        judged_at,
        is_failing,
        min(judged_at) filter (where is_failing) over (
            partition by account_id, position, run_no
        ) as failing_since
    from runs
),

spans as (
    select
        dated.account_id,
        dated.position,
        dated.run_no,
        min(dated.judged_at) as begins_at,
        min(dated.judged_at) filter (
            where dated.is_failing
                and dated.judged_at >= dated.failing_since + journey.hold_days * interval 1 day
        ) as from_at
    from dated
    cross join config.journey
    group by dated.account_id, dated.position, dated.run_no
),

ended as (
    select
        account_id,
        position,
        from_at,
        lead(begins_at) over (partition by account_id, position order by run_no) as until_at
    from spans
)

select
    account_id,
    position,
    from_at,
    until_at
from ended
where from_at is not null
