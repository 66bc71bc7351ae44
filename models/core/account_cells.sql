/*---
grain: [account_id, month]
says: >-
  The cell of each customer of a month: what it has in common, at the finest, with the accounts
  that it may be compared with. No two months share the number of a cell.
source: [core.account_months, core.maturity_stages, config.run]
section: 4
incremental: month
---*/
with customers as (
    select
        months.account_id,
        months.month,
        months.tier,
        months.size,
        months.industry,
        maturity.maturity_stage
    from core.account_months as months
    left join core.maturity_stages as maturity
        on maturity.account_id = months.account_id
        and maturity.month = months.month
    where months.is_customer
        and months.month >= (select recompute_from from config.run)
)

select
    account_id,
    month,
    -- a month has fewer cells than a billion
    (12 * year(month) + month(month)) * 1000000000 + dense_rank() over (
        partition by month
        order by tier, size, industry, maturity_stage
    ) as cell_number,
    tier,
    size,
    industry,
    maturity_stage
from customers
