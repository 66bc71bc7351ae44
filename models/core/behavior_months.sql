/*---
grain: [account_id, month, behavior]
says: >-
  What each behavior of the effectiveness stages measured in each month and whether that meets it;
  no row where its metric is not known.
unit: { value: that of the metric or users of a feature }
source:
  - core.metric_values
  - core.behavior_features
  - config.maturity_behaviors
  - config.run
section: 7
incremental: month
---*/
with measured as (
    select
        metric_values.account_id,
        metric_values.month,
        behaviors.behavior,
        behaviors.stage,
        metric_values.value,
        behaviors.at_least,
        behaviors.at_most
    from core.metric_values
    join config.maturity_behaviors as behaviors on behaviors.metric = metric_values.metric
    where metric_values.month >= (select recompute_from from config.run)
    union all
    select
        features.account_id,
        features.month,
        behaviors.behavior,
        behaviors.stage,
        features.users,
        behaviors.at_least,
        behaviors.at_most
    from core.behavior_features as features
    join config.maturity_behaviors as behaviors
        on behaviors.feature = features.feature
        and behaviors.metric is null
    where features.month >= (select recompute_from from config.run)
)

select
    account_id,
    month,
    behavior,
    stage,
    value,
    coalesce(value >= at_least, value <= at_most) as is_met
from measured
