/*---
title: Time to first value
says: >-
  Days from the first MRR until the stage of value was entered for the first time, from the month on
  in which that happened; no row before, and none where the beginning is older than the data.
unit: days
direction: lower_is_better
provenance: product
entities: [usage_events, milestones]
grain: [account_id, month]
source:
  - core.month_spine
  - core.journey_entries
  - config.journey
  - config.run
checks: [value >= 0]
section: 4
incremental: month
---*/
select
    spine.account_id,
    spine.month,
    cast(entries.entered_on - spine.first_on as double) as value
from core.month_spine as spine
join core.journey_entries as entries
    on entries.account_id = spine.account_id
    and entries.entered_at < spine.snapshot_at
cross join config.journey
where entries.stage = journey.value_stage
    and not entries.is_left_censored
    and spine.month >= (select recompute_from from config.run)
