/*---
grain: [account_id, month, metric]
says: >-
  Where each metric of an account began: its value in the month of the account's baseline, and in
  the first month that the metric's sources cover.
source: [core.all_metric_values, core.account_months, core.metric_starts, config.run]
section: 4
incremental: month
---*/
with baselines as (
    select account_id, month
    from core.account_months
    where month = baseline_month
        and month >= (select recompute_from from config.run)
),

firsts as (
    select
        measured.account_id,
        measured.month,
        measured.metric,
        measured.value
    from core.metric_starts as starts
    join core.all_metric_values as measured
        on measured.metric = starts.metric
        and measured.month = starts.covered_month
    where measured.month >= (select recompute_from from config.run)
)

select
    measured.account_id,
    measured.month,
    measured.metric,
    measured.value,
    true as is_baseline
from baselines
join core.all_metric_values as measured
    on measured.account_id = baselines.account_id
    and measured.month = baselines.month
where measured.month >= (select recompute_from from config.run)

union all

select
    firsts.account_id,
    firsts.month,
    firsts.metric,
    firsts.value,
    false
from firsts
left join baselines
    on baselines.account_id = firsts.account_id
    and baselines.month = firsts.month
where baselines.account_id is null
