/*---
grain: [account_id, month, feature]
says: >-
  How many people of an account used each feature that a behavior asks for in the days before the
  snapshot; events that name nobody count as one person.
unit: { users: users }
source:
  - staging.usage_events
  - core.month_spine
  - config.maturity
  - config.maturity_behaviors
  - config.entities
  - config.run
section: 7
incremental: month
---*/
with features as (
    select feature
    from config.maturity_behaviors
    where metric is null
        and exists (select 1 from config.entities where entity = 'usage_events' and is_configured)
    group by feature
),

windows as (
    select
        spine.month,
        spine.snapshot_at,
        spine.snapshot_at - maturity.feature_window_days * interval 1 day as window_from
    from core.month_spine as spine
    cross join config.maturity
    where spine.month >= (select recompute_from from config.run)
    group by spine.month, spine.snapshot_at, maturity.feature_window_days
),

window_days as (
    select
        month,
        snapshot_at,
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

uses as (
    select
        events.account_id,
        window_days.month,
        events.feature,
        count(distinct coalesce(events.user_id, '')) as users
    from staging.usage_events as events
    join features on features.feature = events.feature
    join window_days
        on window_days.day = cast(events.occurred_at as date)
        and events.occurred_at >= window_days.window_from
        and events.occurred_at < window_days.snapshot_at
    where events.occurred_at >= (select min(window_from) from windows)
    group by events.account_id, window_days.month, events.feature
)

select
    spine.account_id,
    spine.month,
    features.feature,
    cast(coalesce(uses.users, 0) as double) as users
from core.month_spine as spine
cross join features
left join uses
    on uses.account_id = spine.account_id
    and uses.month = spine.month
    and uses.feature = features.feature
where spine.month >= (select recompute_from from config.run)
