/*---
title: Meetings, 90 days
says: >-
  Meetings of the kinds of metrics.yml that were held in the 90 days before the month's snapshot.
unit: meetings
direction: higher_is_better
window_days: 90
provenance: product
entities: [activities]
grain: [account_id, month]
source: [staging.activities, core.month_spine, config.activity_kinds, config.entities, config.run]
checks: [value >= 0]
section: 4
incremental: month
---*/
with months as (
    select spine.account_id, spine.month, spine.snapshot_at
    from core.month_spine as spine
    join config.entities on entities.entity = 'activities' and entities.is_configured
    where spine.month >= (select recompute_from from config.run)
),

meetings as (
    select activities.account_id, activities.occurred_at
    from staging.activities
    join config.activity_kinds as kinds on kinds.kind = activities.kind and kinds.is_meeting
    where coalesce(activities.status, 'held') = 'held'
)

select
    months.account_id,
    months.month,
    cast(count(meetings.occurred_at) as double) as value
from months
left join meetings
    on meetings.account_id = months.account_id
    and meetings.occurred_at >= months.snapshot_at - interval 90 day
    and meetings.occurred_at < months.snapshot_at
group by months.account_id, months.month
