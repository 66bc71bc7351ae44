/*---
grain: [account_id, month]
says: >-
  The effectiveness stage of each customer as each month ended: the highest one that is met with
  all those below it, 0 when the first is not.
source:
  - core.account_months
  - core.behavior_months
  - config.maturity_stages
  - config.run
section: 7
checks: [maturity_stage >= 0]
incremental: month
---*/
with met as (
    select account_id, month, stage, count(*) filter (where is_met) as behaviors
    from core.behavior_months
    where month >= (select recompute_from from config.run)
    group by account_id, month, stage
),

unmet as (
    select
        months.account_id,
        months.month,
        min(stages.stage) filter (where coalesce(met.behaviors, 0) < stages.behaviors_needed)
            as stage,
        max(stages.stage) as top_stage
    from core.account_months as months
    cross join config.maturity_stages as stages
    left join met
        on met.account_id = months.account_id
        and met.month = months.month
        and met.stage = stages.stage
    where months.is_customer
        and months.month >= (select recompute_from from config.run)
    group by months.account_id, months.month
)

select
    account_id,
    month,
    cast(coalesce(stage - 1, top_stage) as integer) as maturity_stage
from unmet
