/*---
grain: [account_id, month]
says: >-
  The users that an account had in the 28 days before each month's snapshot and on how many days,
  with administrators and departments where they are known; no rows where no event names a user.
source:
  - staging.usage_events
  - staging.users
  - core.month_spine
  - config.entities
  - config.run
checks: [active_users_28d <= user_days_28d, admin_users_28d <= active_users_28d]
section: 4
incremental: month
---*/
with months as (
    select spine.account_id, spine.month, spine.snapshot_at
    from core.month_spine as spine
    join config.entities on entities.entity = 'usage_events' and entities.is_configured
    where spine.month >= (select recompute_from from config.run)
        and (
            exists (select 1 from staging.usage_events where user_id is not null)
            or not exists (select 1 from staging.usage_events)
        )
),

windows as (
    select month, snapshot_at, snapshot_at - interval 28 day as window_from
    from months
    group by month, snapshot_at
),

-- a day lies in the window of its month, and of the open month when both overlap
window_days as (
    select
        month,
        window_from,
        snapshot_at,
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

-- one small row per user and month says on which days it was seen, however many its events; the
-- plain comparison lets the engine skip the parts of the lake that are too old
seen as (
    select
        events.account_id,
        events.user_id,
        window_days.month,
        bit_or(cast(1 as bigint) << (window_days.day - cast(window_days.window_from as date)))
            as day_bits
    from staging.usage_events as events
    join window_days
        on window_days.day = cast(events.occurred_at as date)
        and events.occurred_at >= window_days.window_from
        and events.occurred_at < window_days.snapshot_at
    where events.occurred_at >= (select min(window_from) from windows)
        and events.user_id is not null
    group by events.account_id, events.user_id, window_days.month
),

counts as (
    select
        seen.account_id,
        seen.month,
        count(*) as active_users,
        sum(bit_count(seen.day_bits)) as user_days,
        count(*) filter (where users.is_admin) as admin_users,
        count(distinct users.department) as departments
    from seen
    join windows on windows.month = seen.month
    left join staging.users
        on users.user_id = seen.user_id
        and coalesce(users.created_at, timestamp '-infinity') < windows.snapshot_at
    group by seen.account_id, seen.month
),

-- since when any user is known to be an administrator or not, and in a department
known as (
    select
        min(coalesce(created_at, timestamp '0001-01-01')) filter (where is_admin is not null)
            as admins_since,
        min(coalesce(created_at, timestamp '0001-01-01')) filter (where department is not null)
            as departments_since
    from staging.users
)

select
    months.account_id,
    months.month,
    cast(coalesce(counts.active_users, 0) as integer) as active_users_28d,
    cast(coalesce(counts.user_days, 0) as integer) as user_days_28d,
    case
        when known.admins_since < months.snapshot_at
            then cast(coalesce(counts.admin_users, 0) as integer)
    end as admin_users_28d,
    case
        when known.departments_since < months.snapshot_at
            then cast(coalesce(counts.departments, 0) as integer)
    end as departments_28d
from months
cross join known
left join counts
    on counts.account_id = months.account_id
    and counts.month = months.month
