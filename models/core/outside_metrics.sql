/*---
grain: [account_id, month, metric]
says: >-
  Metrics that were computed elsewhere: of each account and metric the value measured last before
  the month's snapshot, unless it is too old by then. A metric file of the same name goes first.
source:
  - staging.metric_values
  - core.month_spine
  - config.outside_metrics
  - config.run
section: 4
incremental: month
---*/
select
    spine.account_id,
    spine.month,
    measured.metric,
    cast(
        arg_max(measured.value, (measured.measured_at, measured.value)) as double
    ) as value
from core.month_spine as spine
join staging.metric_values as measured
    on measured.account_id = spine.account_id
    and measured.measured_at < spine.snapshot_at
join config.outside_metrics as outside
    on outside.metric = measured.metric
    and measured.measured_at >= spine.snapshot_at - to_days(outside.max_age_days)
where spine.month >= (select recompute_from from config.run)
group by spine.account_id, spine.month, measured.metric
