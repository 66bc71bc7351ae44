/*---
grain: [month, account_id, lead_months]
says: >-
  What is expected, period by period after a month, of each account that pays for several
  subscriptions: the sum of theirs.
unit:
  arr: reporting currency per year, as the vintage closed
  retained_arr: reporting currency per year
  retained_before: reporting currency per year, as the period begins
  renewal_churned_arr: reporting currency per year, lost in the period at a renewal
  retained_error: reporting currency per year, a standard error of the rates
  churned_error: reporting currency per year, a standard error of the rates
source: [core.forecast_amounts, core.forecast_vintages, config.run]
section: 10
incremental: month
---*/
with vintages as (
    select month
    from core.forecast_vintages
    where month >= (select recompute_from from config.run)
)

select
    amounts.month,
    amounts.account_id,
    amounts.lead_months,
    any_value(amounts.ultimate_parent_id) as ultimate_parent_id,
    any_value(amounts.status) as status,
    cast(sum(amounts.arr) as decimal(18, 4)) as arr,
    cast(sum(amounts.retained_arr) as decimal(18, 4)) as retained_arr,
    cast(sum(amounts.retained_before) as decimal(18, 4)) as retained_before,
    cast(sum(amounts.renewal_churned_arr) as decimal(18, 4)) as renewal_churned_arr,
    cast(sum(amounts.retained_error) as decimal(18, 4)) as retained_error,
    cast(sum(amounts.churned_error) as decimal(18, 4)) as churned_error
from core.forecast_amounts as amounts
join vintages on vintages.month = amounts.month
where not amounts.is_only
group by amounts.month, amounts.account_id, amounts.lead_months
