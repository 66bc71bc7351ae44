/*---
grain: [vintage, account_id, period]
says: >-
  What each vintage expected each account that then paid to be worth at the end of each of its
  twelve periods, expansion apart; an account is the sum of its subscriptions.
unit:
  arr: reporting currency per year, as the vintage closed
  retained_arr: reporting currency per year
  churned_arr: reporting currency per year, lost in the period
  expansion_arr: reporting currency per year, won in the period
  contraction_arr: reporting currency per year, given up in the period outside a renewal
  retained_error: reporting currency per year, a standard error of the rates
  churned_error: reporting currency per year, a standard error of the rates
source:
  - core.forecast_positions
  - core.forecast_paths
  - core.forecast_several
  - core.forecast_growth
  - core.forecast_vintages
  - staging.ledger_sealed_months
section: 10
checks:
  - retained_arr >= 0 and retained_arr <= arr
  - churned_arr >= 0
  - renewal_churned_arr <= churned_arr
incremental: month
view: true
---*/
-- most accounts pay for one subscription: nothing of theirs need be added up
with alone as (
    select
        only_path_no,
        month,
        account_id,
        ultimate_parent_id,
        status,
        arr,
        cast(arr as double) as paid
    from core.forecast_positions
),

expected as (
    select
        alone.month,
        alone.account_id,
        paths.lead_months,
        alone.ultimate_parent_id,
        alone.status,
        alone.arr,
        cast(alone.paid * paths.left_after as decimal(18, 4)) as retained_arr,
        cast(alone.paid * paths.left_before as decimal(18, 4)) as retained_before,
        cast(alone.paid * paths.lost_at_renewal as decimal(18, 4)) as renewal_churned_arr,
        cast(alone.paid * paths.left_error as decimal(18, 4)) as retained_error,
        cast(alone.paid * paths.lost_error as decimal(18, 4)) as churned_error
    from alone
    join core.forecast_paths as paths
        on paths.path_no = alone.only_path_no
        and paths.status = alone.status
    union all
    select
        month,
        account_id,
        lead_months,
        ultimate_parent_id,
        status,
        arr,
        retained_arr,
        retained_before,
        renewal_churned_arr,
        retained_error,
        churned_error
    from core.forecast_several
)

select
    expected.month as vintage,
    expected.month,
    expected.account_id,
    cast(expected.month + to_months(expected.lead_months) as date) as period,
    vintages.origin,
    vintages.is_provisional,
    expected.lead_months,
    expected.status,
    expected.ultimate_parent_id,
    expected.arr,
    expected.retained_arr,
    cast(expected.retained_before - expected.retained_arr as decimal(18, 4)) as churned_arr,
    cast(
        least(expected.renewal_churned_arr, expected.retained_before - expected.retained_arr)
        as decimal(18, 4)
    ) as renewal_churned_arr,
    cast(
        cast(expected.retained_before as double) * growth.expansion_rate as decimal(18, 4)
    ) as expansion_arr,
    cast(
        cast(expected.retained_before as double) * growth.contraction_rate as decimal(18, 4)
    ) as contraction_arr,
    expected.retained_error,
    expected.churned_error
from expected
join core.forecast_vintages as vintages on vintages.month = expected.month
join core.forecast_growth as growth
    on growth.month = expected.month
    and growth.status = expected.status

union all

-- sealed as its month had ended
select
    sealed.vintage,
    sealed.month,
    sealed.account_id,
    sealed.period,
    sealed.origin,
    sealed.is_provisional,
    sealed.lead_months,
    sealed.status,
    sealed.ultimate_parent_id,
    sealed.arr,
    sealed.retained_arr,
    sealed.churned_arr,
    sealed.renewal_churned_arr,
    sealed.expansion_arr,
    sealed.contraction_arr,
    sealed.retained_error,
    sealed.churned_error
from staging.ledger_sealed_months as sealed
