/*---
grain: [subscription_id]
says: >-
  The line of contracts that a subscription belongs to, named for the first of them: a renewal
  that is written as a new subscription continues the line of the one before.
source: [core.subscription_stints, core.subscription_links]
section: 9
checks: [line_id is not null]
---*/
with recursive predecessors as (
    select
        next_subscription_id as subscription_id,
        arg_max(subscription_id, (mrr_ended, subscription_id)) as previous_id
    from core.subscription_links
    where next_subscription_id <> subscription_id
    group by next_subscription_id
),

-- begun later is replaced never by earlier, so the climb ends
climbed as (
    select stints.subscription_id, stints.subscription_id as line_id
    from core.subscription_stints as stints
    left join predecessors on predecessors.subscription_id = stints.subscription_id
    where stints.stint = 1 and predecessors.subscription_id is null
    union all
    select predecessors.subscription_id, climbed.line_id
    from climbed
    join predecessors on predecessors.previous_id = climbed.subscription_id
)

select subscription_id, line_id
from climbed
