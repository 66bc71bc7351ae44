/*---
grain: [source, trigger, account_id, signal]
says: >-
  What warned of a loss, and when: each moment of a trigger that warns, and each closed month at
  whose end a factor of the index of config/engagement.yml scored too low. The source `any` has
  every moment that warns once more, as one trigger.
source:
  - core.moments_raised
  - core.account_months
  - core.engagement_months
  - marts.index_factors
  - config.engagement
  - config.moments
section: 12
---*/
with moments as (
    select raised.account_id, raised.moment, raised.moment_id, raised.raised_on, raised.tier
    from core.moments_raised as raised
    join config.moments as moments on moments.moment = raised.moment
    where moments.warns
        and not raised.is_repeat
)

select
    'trigger' as source,
    moment as trigger,
    account_id,
    moment_id as signal,
    raised_on,
    tier
from moments

union all

select
    'any',
    'any',
    account_id,
    moment_id,
    raised_on,
    tier
from moments

union all

-- a month's score is known when the month is over
select
    'factor',
    factors.factor,
    factors.account_id,
    strftime(factors.month, '%Y-%m'),
    months.next_month,
    closed.tier
from marts.index_factors as factors
cross join config.engagement
join core.account_months as closed
    on closed.account_id = factors.account_id
    and closed.month = factors.month
    and closed.is_closed
join core.engagement_months as months
    on months.account_id = factors.account_id
    and months.month = factors.month
where factors.index = engagement.warning_index
    and factors.score < engagement.warning_score
