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
source: [core.forecast_positions, core.forecast_paths, config.run]
section: 10
incremental: month
---*/
with several as (
    select
        path_no,
        month,
        account_id,
        ultimate_parent_id,
        status,
        arr,
        cast(arr as double) as paid
    from core.forecast_positions
    where only_path_no is null and month >= (select recompute_from from config.run)
)

select
    several.month,
    several.account_id,
    paths.lead_months,
    any_value(several.ultimate_parent_id) as ultimate_parent_id,
    any_value(several.status) as status,
    cast(sum(several.arr) as decimal(18, 4)) as arr,
    cast(sum(cast(several.paid * paths.left_after as decimal(18, 4))) as decimal(18, 4))
        as retained_arr,
    cast(sum(cast(several.paid * paths.left_before as decimal(18, 4))) as decimal(18, 4))
        as retained_before,
    cast(sum(cast(several.paid * paths.lost_at_renewal as decimal(18, 4))) as decimal(18, 4))
        as renewal_churned_arr,
    cast(sum(cast(several.paid * paths.left_error as decimal(18, 4))) as decimal(18, 4))
        as retained_error,
    cast(sum(cast(several.paid * paths.lost_error as decimal(18, 4))) as decimal(18, 4))
        as churned_error
from several
join core.forecast_paths as paths
    on paths.path_no = several.path_no
    and paths.status = several.status
group by several.month, several.account_id, paths.lead_months
