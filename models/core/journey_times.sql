/*---
grain: [account_id, from_position, to_position]
says: >-
  How long each account took from one step of its journey to a later one, or has taken so far;
  from late_days on it is observed, because its sources begin then. What was over by then, or has a
  beginning that nobody knows, is no row.
unit: { days: days, late_days: days }
source:
  - core.month_spine
  - core.journey_entries
  - core.source_starts
  - core.account_mrr_changes
  - config.journey_stages
  - config.journey_criteria
  - config.metrics
  - config.run
section: 8
checks: [days > late_days or late_days = 0, late_days >= 0]
---*/
with accounts as (
    select account_id, min(first_on) as first_on
    from core.month_spine
    group by account_id
),

metric_sources as (
    select metric, unnest(string_split(sources, ', ')) as entity
    from config.metrics
),

-- a metric is seen for the first time at the end of the month in which its source begins
criterion_starts as (
    select
        criteria.position,
        date_trunc('month', starts.starts_at) as source_month,
        case
            when criteria.kind = 'metric'
                then date_trunc('month', starts.starts_at) + interval 1 month
            else starts.starts_at
        end as seen_from
    from config.journey_criteria as criteria
    left join metric_sources
        on metric_sources.metric = case when criteria.kind = 'metric' then criteria.name end
    join core.source_starts as starts
        on starts.entity = case criteria.kind
            when 'metric' then metric_sources.entity
            when 'milestone' then 'milestones'
            when 'event' then 'usage_events'
            when 'active_users' then 'usage_events'
        end
),

pairs as (
    select
        steps.position as from_position,
        later.position as to_position
    from config.journey_stages as steps
    join config.journey_stages as later
        on later.position > steps.position
        and later.kind = 'step'
    where steps.kind = 'step'
),

seen as (
    select
        pairs.from_position,
        pairs.to_position,
        accounts.account_id,
        max(cast(starts.seen_from as date)) as seen_from
    from pairs
    join criterion_starts as starts
        on starts.position > pairs.from_position
        and starts.position <= pairs.to_position
    join accounts on date_trunc('month', accounts.first_on) < starts.source_month
    group by pairs.from_position, pairs.to_position, accounts.account_id
),

-- who pays nothing at as_of was last observed on the day of its end
last_days as (
    select
        changes.account_id,
        max(changes.occurred_on) as last_on,
        arg_max(changes.mrr_after, changes.occurred_on) = 0 as is_over
    from core.account_mrr_changes as changes
    group by changes.account_id
),

times as (
    select
        begun.account_id,
        pairs.from_position,
        pairs.to_position,
        begun.entered_on as from_on,
        reached.entered_on is not null as is_reached,
        coalesce(reached.is_left_censored, false) as is_left_censored,
        coalesce(
            reached.entered_on,
            case when last_days.is_over then last_days.last_on end,
            cast(run.as_of as date)
        ) - begun.entered_on as days,
        greatest(0, coalesce(seen.seen_from - begun.entered_on, 0)) as late_days
    from core.journey_entries as begun
    cross join config.run
    join pairs on pairs.from_position = begun.position
    left join core.journey_entries as reached
        on reached.account_id = begun.account_id
        and reached.position = pairs.to_position
    left join seen
        on seen.account_id = begun.account_id
        and seen.from_position = pairs.from_position
        and seen.to_position = pairs.to_position
    left join last_days on last_days.account_id = begun.account_id
    where not begun.is_left_censored
)

select
    account_id,
    from_position,
    to_position,
    from_on,
    is_reached,
    cast(days as integer) as days,
    cast(late_days as integer) as late_days
from times
where not is_left_censored
    and days >= 0
    and (late_days = 0 or days > late_days)
