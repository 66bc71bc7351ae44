/*---
title: Active users, 28 days
says: >-
  Distinct users with at least one event in the 28 days before the month's snapshot; no row where
  no event of any account names its user.
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
        and (
            exists (select 1 from staging.usage_events where user_id is not null)
            or not exists (select 1 from staging.usage_events)
        )
),

windows as (
    select
        month,
        snapshot_at,
        snapshot_at - interval 28 day as window_from,
        row_number() over (order by month) as month_number
    from core.month_spine
    where month >= (select recompute_from from config.run)
    group by month, snapshot_at
),

-- 60 months fit into one integer as powers of two
month_bits as (
    select
        month,
        snapshot_at,
        window_from,
        cast(month_number // 60 as integer) as block,
        cast(power(2, month_number % 60) as bigint) as month_bit
    from windows
),

-- a day lies in the window of its month, and of the open month when both overlap
window_days as (
    select
        block,
        month_bit,
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
    from month_bits
),

-- one small row per user says in which months it was seen, however many its events; the plain
-- comparison lets the engine skip the parts of the lake that are too old
users as (
    select
        events.account_id,
        events.user_id,
        window_days.block,
        bit_or(window_days.month_bit) as months_seen
    from staging.usage_events as events
    join window_days
        on window_days.day = cast(events.occurred_at as date)
        and events.occurred_at >= window_days.window_from
    where events.occurred_at >= (select min(window_from) from windows)
        and events.user_id is not null
    group by events.account_id, events.user_id, window_days.block
),

counts as (
    select users.account_id, month_bits.month, count(*) as users
    from users
    join month_bits
        on month_bits.block = users.block
        and (month_bits.month_bit & users.months_seen) <> 0
    group by users.account_id, month_bits.month
)

select
    account_months.account_id,
    account_months.month,
    cast(coalesce(counts.users, 0) as double) as value
from account_months
left join counts
    on counts.account_id = account_months.account_id
    and counts.month = account_months.month
