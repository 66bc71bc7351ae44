/*---
title: Completed trainings
says: >-
  Trainings held among those held, cancelled or missed before the month's snapshot; no row before
  the first one.
unit: share
direction: higher_is_better
provenance: product
entities: [activities]
grain: [account_id, month]
source: [staging.activities, core.month_spine, config.run]
checks: [value between 0 and 1]
section: 4
incremental: month
---*/
with trainings as (
    select account_id, occurred_at, coalesce(status, 'held') = 'held' as is_held
    from staging.activities
    where kind = 'training' and coalesce(status, 'held') <> 'rescheduled'
)

select
    spine.account_id,
    spine.month,
    avg(case when trainings.is_held then 1.0 else 0.0 end) as value
from core.month_spine as spine
join trainings
    on trainings.account_id = spine.account_id
    and trainings.occurred_at < spine.snapshot_at
where spine.month >= (select recompute_from from config.run)
group by spine.account_id, spine.month
