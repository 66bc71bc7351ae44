/*---
title: Products owned
says: >-
  Distinct products of the subscriptions in force at the month's snapshot; no row where no
  subscription of any account named its product by then, or none of those in force does.
unit: products
direction: higher_is_better
provenance: product
entities: [subscriptions]
grain: [account_id, month]
source: [core.subscription_months, core.account_months, config.run]
checks: [value >= 0]
section: 4
incremental: month
---*/
with products as (
    select account_id, month, count(distinct product) as products
    from core.subscription_months
    group by account_id, month
),

known as (
    select min(month) as since from core.subscription_months where product is not null
)

select
    months.account_id,
    months.month,
    cast(coalesce(products.products, 0) as double) as value
from core.account_months as months
join known on known.since <= months.month
left join products
    on products.account_id = months.account_id
    and products.month = months.month
where (products.products is null or products.products > 0)
    and months.month >= (select recompute_from from config.run)
