/*---
title: Tickets, 90 days
says: Tickets created in the 90 days before the month's snapshot.
unit: tickets
direction: lower_is_better
window_days: 90
provenance: customer_reported
entities: [tickets]
grain: [account_id, month]
source: [staging.tickets, core.month_spine, config.entities, config.run]
checks: [value >= 0]
section: 4
incremental: month
---*/
with account_months as (
    select account_id, month
    from core.month_spine
    where month >= (select recompute_from from config.run)
        and exists (select 1 from config.entities where entity = 'tickets' and is_configured)
),

windows as (
    select distinct month, snapshot_at, snapshot_at - interval 90 day as window_from
    from core.month_spine
    where month >= (select recompute_from from config.run)
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

counts as (
    select tickets.account_id, window_days.month, count(*) as tickets
    from staging.tickets
    join window_days
        on window_days.day = cast(tickets.created_at as date)
        and tickets.created_at >= window_days.window_from
        and tickets.created_at < window_days.snapshot_at
    group by tickets.account_id, window_days.month
)

select
    account_months.account_id,
    account_months.month,
    cast(coalesce(counts.tickets, 0) as double) as value
from account_months
left join counts
    on counts.account_id = account_months.account_id
    and counts.month = account_months.month
