/*---
title: Missed milestones, 90 days
says: >-
  Milestones whose due day was over by the month's snapshot and lay in the 90 days before it, and
  that were not reached by the end of that day.
unit: milestones
direction: lower_is_better
window_days: 90
provenance: product
entities: [milestones]
grain: [account_id, month]
source: [staging.milestones, core.month_spine, config.entities, config.run]
checks: [value >= 0]
section: 4
incremental: month
---*/
with months as (
    select spine.account_id, spine.month, spine.snapshot_at
    from core.month_spine as spine
    join config.entities on entities.entity = 'milestones' and entities.is_configured
    where spine.month >= (select recompute_from from config.run)
),

missed as (
    select account_id, due_on
    from staging.milestones
    where due_on is not null
        and (reached_at is null or reached_at >= due_on + interval 1 day)
)

select
    months.account_id,
    months.month,
    cast(count(missed.due_on) as double) as value
from months
left join missed
    on missed.account_id = months.account_id
    and missed.due_on >= months.snapshot_at - interval 90 day
    and missed.due_on + interval 1 day <= months.snapshot_at
group by months.account_id, months.month
