/*---
title: Attainment of objectives
says: >-
  Mean over the account's objectives of (current - baseline) / (target - baseline), each as last
  measured before the month's snapshot.
unit: share
direction: higher_is_better
provenance: product
entities: [objectives]
grain: [account_id, month]
source: [staging.objectives, core.month_spine, config.run]
section: 4
incremental: month
---*/
with measurements as (
    select
        account_id,
        objective,
        coalesce(measured_at, agreed_on) as measured_at,
        cast(value - baseline as double) / cast(target - baseline as double) as attainment
    from staging.objectives
    where target <> baseline and value is not null
),

latest as (
    select
        spine.account_id,
        spine.month,
        measurements.objective,
        arg_max(
            measurements.attainment, (measurements.measured_at, measurements.attainment)
        ) as attainment
    from core.month_spine as spine
    join measurements
        on measurements.account_id = spine.account_id
        and measurements.measured_at < spine.snapshot_at
    where spine.month >= (select recompute_from from config.run)
    group by spine.account_id, spine.month, measurements.objective
)

select
    account_id,
    month,
    -- added in the order of size and rounded, so that no order of rows can be seen in the last
    -- digit and accounts with equal means rank as equals
    round(list_avg(list(attainment order by attainment)), 10) as value
from latest
group by account_id, month
