/*---
grain: [subscription_id, ended_on, next_subscription_id]
says: >-
  Which subscriptions took the place of one that ended: those of the account that begin first, on
  that day or within late_days of it; one that replaces several is shared among them by what they
  paid.
unit: { share: share of the next subscription, mrr_ended: reporting currency per month }
source: [core.subscription_stints, config.revenue]
section: 9
checks: [share > 0 and share <= 1, starts_on >= ended_on]
---*/
-- the same subscription again, then one of the same product, then any; of these the nearest end
with candidates as (
    select
        ended.subscription_id,
        ended.ends_on as ended_on,
        ended.mrr_last as mrr_ended,
        begun.subscription_id as next_subscription_id,
        begun.starts_on,
        row_number() over (
            partition by begun.subscription_id, begun.stint, ended.subscription_id
            order by ended.ends_on desc
        ) as nth,
        dense_rank() over (
            partition by begun.subscription_id, begun.stint
            order by
                case
                    when begun.subscription_id = ended.subscription_id then 1
                    when begun.product_first is not distinct from ended.product_last then 2
                    else 3
                end,
                ended.ends_on desc
        ) as choice
    from core.subscription_stints as ended
    cross join config.revenue
    join core.subscription_stints as begun
        on begun.account_id = ended.account_id
        and begun.starts_on >= ended.ends_on
        and begun.starts_on <= ended.ends_on + revenue.late_days
        and (begun.stint = 1 or begun.subscription_id = ended.subscription_id)
),

chosen as (
    select
        *,
        min(starts_on) over (partition by subscription_id, ended_on) as first_on
    from candidates
    where choice = 1 and nth = 1
)

select
    subscription_id,
    ended_on,
    next_subscription_id,
    starts_on,
    mrr_ended,
    cast(mrr_ended as double)
        / sum(cast(mrr_ended as double)) over (partition by next_subscription_id, starts_on)
        as share
from chosen
where starts_on = first_on
