/*---
grain: [account_id, moment, raised_on]
says: >-
  Days on which nothing of a kind had happened to a customer for as long as its tier allows, once
  a month while it goes on. An account's first MRR, and its come-back, begin a gap too.
source:
  - core.engagement_events
  - core.engagement_months
  - core.account_mrr_changes
  - config.moments
  - config.moment_events
  - config.moment_tiers
  - config.entities
  - config.run
section: 12
---*/
with watched as (
    select moments.moment
    from config.moments as moments
    join config.moment_events as wanted on wanted.moment = moments.moment
    join config.entities as entities on entities.entity = wanted.entity
    where moments.trigger_form = 'gap'
    group by moments.moment
    -- silence says something only where somebody would be heard
    having bool_and(entities.is_configured)
),

points as (
    select events.account_id, watched.moment, cast(events.occurred_at as date) as on_day
    from watched
    join config.moment_events as wanted on wanted.moment = watched.moment
    join core.engagement_events as events on events.event = wanted.event
    union
    select changes.account_id, watched.moment, changes.occurred_on
    from core.account_mrr_changes as changes
    cross join watched
    where changes.mrr_before = 0
),

gaps as (
    select
        account_id,
        moment,
        on_day as since_on,
        lead(on_day, 1, date '9999-12-31') over (
            partition by account_id, moment order by on_day
        ) as until_on
    from points
),

candidates as (
    select
        gaps.account_id,
        gaps.moment,
        gaps.since_on,
        gaps.until_on,
        greatest(gaps.since_on + tiers.days, months.month) as raised_on,
        months.next_month,
        months.tier,
        months.arr
    from gaps
    join core.engagement_months as months
        on months.account_id = gaps.account_id
        and months.next_month > gaps.since_on
        and months.month < gaps.until_on
    join config.moment_tiers as tiers
        on tiers.moment = gaps.moment
        and tiers.tier is not distinct from months.tier
)

select
    candidates.account_id,
    candidates.moment,
    candidates.raised_on,
    nullif(candidates.until_on, date '9999-12-31') as resolved_on,
    candidates.tier,
    candidates.arr,
    concat('nothing since ', candidates.since_on) as evidence
from candidates
cross join config.run
where candidates.raised_on < candidates.until_on
    and candidates.raised_on < candidates.next_month
    and candidates.raised_on < cast(run.as_of as date)
