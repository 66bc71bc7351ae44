/*---
grain: [account_id, month, metric]
says: >-
  The values at the end of each closed month of the metrics that a step of the journey begins with
  or has to hold.
source:
  - core.metric_values
  - core.month_spine
  - config.journey_criteria
  - config.journey_holds
  - config.run
section: 8
incremental: month
---*/
with wanted as (
    select name as metric
    from config.journey_criteria
    where kind = 'metric'
    union
    select metric
    from config.journey_holds
)

select
    measured.account_id,
    measured.month,
    measured.metric,
    spine.snapshot_at - interval 1 microsecond as measured_at,
    measured.value
from core.metric_values as measured
join wanted on wanted.metric = measured.metric
join core.month_spine as spine
    on spine.account_id = measured.account_id
    and spine.month = measured.month
where spine.is_closed
    and spine.month >= (select recompute_from from config.run)
    and measured.month >= (select recompute_from from config.run)
