/*---
grain: [index, account_id, month]
says: >-
  Customers as closed months ended so long ago that it is decided whether they were lost in the
  window in which the evidence of an index looks for losses. Who was lost before the window is no
  row of those months.
unit: { arr: reporting currency per year }
source: [core.account_months, config.indexes]
section: 5
---*/
with customer_months as (
    select
        account_id,
        month,
        is_closed,
        is_customer,
        arr,
        lag(is_customer) over (partition by account_id order by month)
            and not is_customer as is_lost
    from core.account_months
),

followed as (
    select
        account_id,
        month,
        is_customer,
        arr,
        min(month) filter (where is_lost) over (
            partition by account_id order by month
            rows between 1 following and unbounded following
        ) as lost_month
    from customer_months
    where is_closed
),

last_month as (
    select max(month) as month
    from followed
)

select
    indexes.index,
    followed.account_id,
    followed.month,
    followed.arr,
    followed.lost_month is not null
        and followed.lost_month <= followed.month + to_months(indexes.evidence_to_months)
        as is_lost
from followed
cross join config.indexes as indexes
cross join last_month
where followed.is_customer
    and datediff('month', followed.month, last_month.month) >= indexes.evidence_to_months
    and datediff('month', followed.month, last_month.month)
        < indexes.evidence_to_months + indexes.evidence_over_months
    and (datediff('month', followed.month, last_month.month) - indexes.evidence_to_months)
        % indexes.evidence_every_months = 0
    and (
        followed.lost_month is null
        or followed.lost_month >= followed.month + to_months(indexes.evidence_from_months)
    )
