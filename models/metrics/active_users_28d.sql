/*---
title: Active users, 28 days
says: Distinct users with at least one event in the 28 days before the month's snapshot.
unit: users
direction: higher_is_better
window_days: 28
provenance: product
entities: [usage_events]
grain: [account_id, month]
source: [staging.usage_events, core.month_spine, config.entities, config.run]
checks: [value >= 0]
section: 4
incremental: month
---*/
with account_months as (
    select account_id, month
    from core.month_spine
    where month >= (select recompute_from from config.run)
        and exists (select 1 from config.entities where entity = 'usage_events' and is_configured)
),

windows as (
    select distinct month, snapshot_at, snapshot_at - interval 28 day as window_from
    from core.month_spine
    where month >= (select recompute_from from config.run)
),

-- a day lies in the window of its month, and of the open month when both overlap
window_days as (
    select
        month,
        window_from,
        cast(
            unnest(
                generate_series(
                    date_trunc('day', window_from),
                    snapshot_at - interval 1 microsecond,
                    interval 1 day
                )
            ) as date
        ) as day
    from windows
),

-- the plain comparison lets the engine skip the parts of the lake that are too old
seen as (
    select distinct events.account_id, window_days.month, events.user_id
    from staging.usage_events as events
    join window_days
        on window_days.day = cast(events.occurred_at as date)
        and events.occurred_at >= window_days.window_from
    where events.occurred_at >= (select min(window_from) from windows)
        and events.user_id is not null
),

counts as (
    select account_id, month, count(*) as users
    from seen
    group by account_id, month
)

select
    account_months.account_id,
    account_months.month,
    cast(coalesce(counts.users, 0) as double) as value
from account_months
left join counts
    on counts.account_id = account_months.account_id
    and counts.month = account_months.month
