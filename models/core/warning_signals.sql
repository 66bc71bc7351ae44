/*---
grain: [source, trigger, account_id, signal]
says: >-
  What warned of a loss, and when: each moment of a trigger that warns. The source `any` has every
  moment that warns once more, as one trigger.
source: [core.moments_raised, config.moments]
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
