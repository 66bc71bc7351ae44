/*---
title: Missed meetings, 90 days
says: >-
  Share of meetings that were cancelled or to which nobody came, of those held, cancelled or missed
  in the 90 days before the month's snapshot; rescheduled ones are neither.
unit: share
direction: lower_is_better
window_days: 90
provenance: product
entities: [activities]
grain: [account_id, month]
source: [staging.activities, core.month_spine, config.activity_kinds, config.run]
checks: [value between 0 and 1]
section: 4
incremental: month
---*/
with meetings as (
    select
        activities.account_id,
        activities.occurred_at,
        coalesce(activities.status, 'held') <> 'held' as is_missed
    from staging.activities
    join config.activity_kinds as kinds on kinds.kind = activities.kind and kinds.is_meeting
    where coalesce(activities.status, 'held') <> 'rescheduled'
)

select
    spine.account_id,
    spine.month,
    avg(case when meetings.is_missed then 1.0 else 0.0 end) as value
from core.month_spine as spine
join meetings
    on meetings.account_id = spine.account_id
    and meetings.occurred_at >= spine.snapshot_at - interval 90 day
    and meetings.occurred_at < spine.snapshot_at
where spine.month >= (select recompute_from from config.run)
group by spine.account_id, spine.month
