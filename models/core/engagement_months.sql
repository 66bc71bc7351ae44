/*---
grain: [account_id, month]
says: >-
  What is known of a customer on every day of a month when it comes to moments: the tier and ARR
  of the month before it, which is closed. In the month of the first MRR neither is known.
unit: { arr: reporting currency per year }
source: [core.account_months, core.month_spine, config.run]
section: 12
incremental: month
---*/
with firsts as (
    select account_id, min(month) as first_month
    from core.month_spine
    group by account_id
)

select
    spine.account_id,
    spine.month,
    cast(spine.month + interval 1 month as date) as next_month,
    spine.snapshot_at,
    before.tier,
    before.arr
from core.month_spine as spine
join firsts on firsts.account_id = spine.account_id
left join core.account_months as before
    on before.account_id = spine.account_id
    and before.month = spine.month - interval 1 month
where spine.month >= (select recompute_from from config.run)
    and (before.mrr > 0 or firsts.first_month = spine.month)
