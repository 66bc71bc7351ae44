/*---
grain: [vintage_from, vintage_to, period, effect]
says: >-
  Why the retained ARR forecast for a period differs from that of the month before, effect by
  effect in the order in which they are taken; their sum is the difference exactly.
unit: { amount: reporting currency per year, accounts: accounts that it touches }
source: [core.forecast_bridges, config.run]
section: 11
incremental: vintage_to
---*/
with bridges as (
    select *
    from core.forecast_bridges
    where vintage_to >= (select recompute_from from config.run)
),

effects as (
    select vintage_from, vintage_to, period, 1 as position, 'decided' as effect, decided as amount
    from bridges
    union all
    select vintage_from, vintage_to, period, 2, 'status moved', status_moved
    from bridges
    union all
    select vintage_from, vintage_to, period, 3, 'ARR due changed', arr_due_changed
    from bridges
    union all
    select vintage_from, vintage_to, period, 4, 'dates moved', dates_moved
    from bridges
    union all
    select vintage_from, vintage_to, period, 5, 'probabilities relearned', relearned
    from bridges
    union all
    select vintage_from, vintage_to, period, 6, 'accounts new and lost', accounts_changed
    from bridges
)

select
    strftime(vintage_from, '%Y-%m') || '/' || strftime(vintage_to, '%Y-%m')
        || '/' || strftime(period, '%Y-%m') || '/' || effect as forecast_bridge_id,
    vintage_from,
    vintage_to,
    period,
    effect,
    position,
    cast(sum(amount) as decimal(18, 4)) as amount,
    count(*) filter (where amount <> 0) as accounts
from effects
group by vintage_from, vintage_to, period, position, effect
