/*---
grain: [subscription_id, month, lead_months]
says: >-
  What is expected of each position period by period after its month, by its path.
unit:
  arr: reporting currency per year, as the vintage closed
  retained_arr: reporting currency per year
  retained_before: reporting currency per year, as the period begins
  renewal_churned_arr: reporting currency per year, lost in the period at a renewal
  retained_error: reporting currency per year, a standard error of the rates
  churned_error: reporting currency per year, a standard error of the rates
source: [core.forecast_positions, core.forecast_paths]
section: 10
incremental: month
view: true
---*/
select
    positions.subscription_id,
    positions.month,
    positions.account_id,
    positions.is_only,
    paths.lead_months,
    positions.ultimate_parent_id,
    positions.status,
    positions.arr,
    cast(cast(positions.arr as double) * paths.left_after as decimal(18, 4)) as retained_arr,
    cast(cast(positions.arr as double) * paths.left_before as decimal(18, 4)) as retained_before,
    case
        when paths.is_renewal
            then cast(
                cast(positions.arr as double) * (paths.left_before - paths.left_after)
                as decimal(18, 4)
            )
        else 0
    end as renewal_churned_arr,
    cast(
        cast(positions.arr as double) * paths.left_after * paths.drift_after
        as decimal(18, 4)
    ) as retained_error,
    cast(
        cast(positions.arr as double)
        * (paths.left_before * paths.drift_before - paths.left_after * paths.drift_after)
        as decimal(18, 4)
    ) as churned_error
from core.forecast_positions as positions
join core.forecast_paths as paths
    on paths.path_no = positions.path_no
    and paths.status = positions.status
