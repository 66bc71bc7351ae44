/*---
grain: [subscription_id, starts_on]
says: >-
  The unbroken intervals in which a subscription pays, whatever its price: where one ends, the
  subscription has lapsed, was paused or was replaced by another.
unit: { mrr_last: reporting currency per month }
source: [core.subscription_periods]
section: 9
checks: [ends_on is null or ends_on > starts_on]
---*/
with ordered as (
    select
        subscription_id,
        account_id,
        product,
        quantity,
        mrr,
        starts_on,
        ends_on,
        lag(ends_on) over (partition by subscription_id order by starts_on)
            is not distinct from starts_on as is_continued
    from core.subscription_periods
    where mrr > 0
),

numbered as (
    select
        *,
        count(*) filter (where not is_continued) over (
            partition by subscription_id order by starts_on rows unbounded preceding
        ) as stint
    from ordered
)

select
    subscription_id,
    account_id,
    cast(stint as integer) as stint,
    min(starts_on) as starts_on,
    case when count(*) = count(ends_on) then max(ends_on) end as ends_on,
    arg_min(product, starts_on) as product_first,
    arg_max(product, starts_on) as product_last,
    cast(arg_max(mrr, starts_on) as decimal(18, 4)) as mrr_last
from numbered
group by subscription_id, account_id, stint
