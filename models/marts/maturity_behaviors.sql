/*---
grain: [account_id, month, behavior]
says: >-
  Each behavior of each customer in each month: what it measured, what would meet it, and since
  when it was first met; without a value its metric is missing, and a missing metric is not met.
unit: { value: that of the metric or users of a feature, target: as value }
source:
  - core.maturity_stages
  - core.behavior_months
  - config.maturity_behaviors
  - config.run
section: 7
checks: [first_met_month is null or first_met_month <= month, not is_met or value is not null]
incremental: month
---*/
with first_months as (
    select account_id, behavior, min(month) as first_met_month
    from core.behavior_months
    where is_met
    group by account_id, behavior
),

measured as (
    select account_id, month, behavior, value, is_met
    from core.behavior_months
    where month >= (select recompute_from from config.run)
)

select
    replace(stages.account_id, '/', '%2F') || '/' || strftime(stages.month, '%Y-%m')
        || '/' || behaviors.behavior as maturity_behavior_id,
    stages.account_id,
    stages.month,
    behaviors.behavior,
    behaviors.title,
    behaviors.stage,
    behaviors.metric,
    behaviors.feature,
    measured.value,
    coalesce(behaviors.at_least, behaviors.at_most) as target,
    behaviors.at_most is not null as is_upper_bound,
    coalesce(measured.is_met, false) as is_met,
    case when firsts.first_met_month <= stages.month then firsts.first_met_month end
        as first_met_month
from core.maturity_stages as stages
cross join config.maturity_behaviors as behaviors
left join measured
    on measured.account_id = stages.account_id
    and measured.month = stages.month
    and measured.behavior = behaviors.behavior
left join first_months as firsts
    on firsts.account_id = stages.account_id
    and firsts.behavior = behaviors.behavior
where stages.month >= (select recompute_from from config.run)
