/*---
grain: [source, trigger, account_id, lost_on]
says: >-
  For each loss and each trigger that warns, or factor of the index, the first warning in the time
  before its notice; NULL where there was none.
unit: { arr: reporting currency per year }
source:
  - core.account_losses
  - core.warning_signals
  - core.factor_warnings
  - config.engagement
  - config.moments
  - config.index_factors
section: 12
checks: [first_warning_on <= notice_on, days_of_warning >= 0]
---*/
with named as (
    select 'trigger' as source, moment as trigger
    from config.moments
    where warns
    union all
    select 'any', 'any'
    union all
    select 'factor', factors.factor
    from config.index_factors as factors
    cross join config.engagement
    where factors.index = engagement.warning_index
),

signals as (
    select source, trigger, account_id, raised_on
    from core.warning_signals
    union all
    select 'factor', factor, account_id, raised_on
    from core.factor_warnings
),

firsts as (
    select
        signals.source,
        signals.trigger,
        losses.account_id,
        losses.lost_on,
        min(signals.raised_on) as first_warning_on
    from core.account_losses as losses
    cross join config.engagement
    join signals
        on signals.account_id = losses.account_id
        and signals.raised_on between losses.customer_since and losses.notice_on
        and signals.raised_on >= losses.notice_on - engagement.warning_window_days
    group by signals.source, signals.trigger, losses.account_id, losses.lost_on
)

select
    named.source,
    named.trigger,
    losses.account_id,
    losses.lost_on,
    losses.notice_on,
    losses.tier,
    losses.arr,
    firsts.first_warning_on,
    coalesce(losses.notice_on - firsts.first_warning_on, 0) as days_of_warning
from core.account_losses as losses
cross join named
left join firsts
    on firsts.source = named.source
    and firsts.trigger = named.trigger
    and firsts.account_id = losses.account_id
    and firsts.lost_on = losses.lost_on
