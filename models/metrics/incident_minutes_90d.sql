/*---
title: Minutes of incidents, 90 days
says: >-
  Minutes of the 90 days before the month's snapshot in which incidents of the account or of
  everybody lasted, from the account's first month on; each incident counts by itself.
unit: minutes
direction: lower_is_better
window_days: 90
provenance: product
entities: [incidents]
grain: [account_id, month]
source: [staging.incidents, core.month_spine, config.entities, config.run]
checks: [value >= 0]
section: 4
incremental: month
---*/
with firsts as (
    select account_id, min(month) as first_month
    from core.month_spine
    group by account_id
),

months as (
    select
        spine.account_id,
        spine.month,
        spine.snapshot_at,
        greatest(firsts.first_month, spine.snapshot_at - interval 90 day) as window_from
    from core.month_spine as spine
    join firsts on firsts.account_id = spine.account_id
    join config.entities on entities.entity = 'incidents' and entities.is_configured
    where spine.month >= (select recompute_from from config.run)
),

-- an incident without an account hits everybody
hits as (
    select months.account_id, months.month, incidents.started_at, incidents.ended_at
    from months
    join staging.incidents
        on incidents.account_id = months.account_id
        and incidents.started_at < months.snapshot_at
        and coalesce(incidents.ended_at, months.snapshot_at) > months.window_from
    union all
    select months.account_id, months.month, incidents.started_at, incidents.ended_at
    from months
    join staging.incidents
        on incidents.account_id is null
        and incidents.started_at < months.snapshot_at
        and coalesce(incidents.ended_at, months.snapshot_at) > months.window_from
),

sums as (
    select
        months.account_id,
        months.month,
        sum(
            epoch(
                least(coalesce(hits.ended_at, months.snapshot_at), months.snapshot_at)
                - greatest(hits.started_at, months.window_from)
            ) / 60
        ) as minutes
    from months
    join hits
        on hits.account_id = months.account_id
        and hits.month = months.month
    group by months.account_id, months.month
)

select
    months.account_id,
    months.month,
    coalesce(sums.minutes, 0) as value
from months
left join sums
    on sums.account_id = months.account_id
    and sums.month = months.month
