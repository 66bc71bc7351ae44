/*---
grain: [month, segment, lead_months]
says: >-
  What each vintage expected of a segment's accounts together, period by period, and the moments of
  what may be lost: each ultimate parent by itself, a shock common to all, the rates' own error.
unit:
  retained_arr: reporting currency per year
  churned_arr: reporting currency per year
  retained_variance: reporting currency per year, squared
  churned_variance: reporting currency per year, squared
source:
  - marts.forecast_months
  - core.account_parents
  - core.account_segments
  - core.forecast_shocks
  - config.run
section: 10
checks: [retained_arr <= arr, retained_variance >= 0, churned_variance >= 0]
incremental: month
---*/
with shared as (
    select ultimate_parent_id
    from core.account_parents
    group by ultimate_parent_id
    having count(*) > 1
),

forecasts as (
    select
        months.month,
        segments.segment,
        months.lead_months,
        months.status,
        case when shared.ultimate_parent_id is null then months.account_id end as single_id,
        months.ultimate_parent_id,
        months.arr,
        months.retained_arr,
        months.churned_arr,
        months.expansion_arr,
        months.contraction_arr,
        months.retained_error,
        months.churned_error
    from marts.forecast_months as months
    join core.account_segments as segments
        on segments.account_id = months.account_id
        and segments.month = months.month
    left join shared on shared.ultimate_parent_id = months.ultimate_parent_id
    where months.month >= (select recompute_from from config.run)
),

-- of one parent all is kept or lost; exact sums, so that no order of rows can be seen in them
parents as (
    select
        month,
        segment,
        lead_months,
        sum(arr) as arr,
        sum(retained_arr) as retained_arr,
        sum(churned_arr) as churned_arr
    from forecasts
    where single_id is null
    group by month, segment, lead_months, ultimate_parent_id
),

units as (
    select month, segment, lead_months, arr, retained_arr, churned_arr
    from forecasts
    where single_id is not null
    union all
    select month, segment, lead_months, arr, retained_arr, churned_arr
    from parents
),

chances as (
    select
        month,
        segment,
        lead_months,
        count(*) as units,
        sum(
            cast(
                cast(retained_arr as double) * cast(arr - retained_arr as double) as decimal(38, 4)
            )
        ) as retained_variance,
        sum(
            cast(
                cast(churned_arr as double) * cast(arr - churned_arr as double) as decimal(38, 4)
            )
        ) as churned_variance,
        sum(
            cast(
                cast(retained_arr as double)
                * cast(arr - retained_arr as double)
                * cast(arr - 2 * retained_arr as double)
                as decimal(38, 0)
            )
        ) as retained_third,
        sum(
            cast(
                cast(churned_arr as double)
                * cast(arr - churned_arr as double)
                * cast(arr - 2 * churned_arr as double)
                as decimal(38, 0)
            )
        ) as churned_third,
        sum(
            cast(
                cast(retained_arr as double) * cast(arr - retained_arr as double)
                / cast(arr as double)
                as decimal(18, 4)
            )
        ) as retained_shift,
        sum(
            cast(
                cast(churned_arr as double) * cast(arr - churned_arr as double)
                / cast(arr as double)
                as decimal(18, 4)
            )
        ) as churned_shift
    from units
    group by month, segment, lead_months
),

by_status as (
    select
        month,
        segment,
        lead_months,
        status,
        count(*) as accounts,
        sum(arr) as arr,
        sum(retained_arr) as retained_arr,
        sum(churned_arr) as churned_arr,
        sum(expansion_arr) as expansion_arr,
        sum(contraction_arr) as contraction_arr,
        cast(sum(retained_error) as double) as retained_error,
        cast(sum(churned_error) as double) as churned_error
    from forecasts
    group by month, segment, lead_months, status
),

-- the rates of one status err together
totals as (
    select
        month,
        segment,
        lead_months,
        sum(accounts) as accounts,
        sum(arr) as arr,
        sum(retained_arr) as retained_arr,
        sum(churned_arr) as churned_arr,
        sum(expansion_arr) as expansion_arr,
        sum(contraction_arr) as contraction_arr,
        sum(cast(pow(retained_error, 2) as decimal(38, 4))) as retained_error,
        sum(cast(pow(churned_error, 2) as decimal(38, 4))) as churned_error
    from by_status
    group by month, segment, lead_months
)

select
    totals.month,
    totals.segment,
    totals.lead_months,
    cast(totals.accounts as bigint) as accounts,
    chances.units,
    cast(totals.arr as decimal(18, 4)) as arr,
    cast(totals.retained_arr as decimal(18, 4)) as retained_arr,
    cast(totals.churned_arr as decimal(18, 4)) as churned_arr,
    cast(totals.expansion_arr as decimal(18, 4)) as expansion_arr,
    cast(totals.contraction_arr as decimal(18, 4)) as contraction_arr,
    cast(chances.retained_variance as double)
        * case when totals.lead_months <= 1 then shocks.stake else 1 end
        + shocks.shock_variance * pow(cast(chances.retained_shift as double), 2)
        + cast(totals.retained_error as double) as retained_variance,
    cast(chances.churned_variance as double)
        * case when totals.lead_months <= 1 then shocks.stake else 1 end
        + shocks.shock_variance * pow(cast(chances.churned_shift as double), 2)
        + cast(totals.churned_error as double) as churned_variance,
    cast(chances.retained_third as double)
        * case when totals.lead_months <= 1 then pow(shocks.stake, 2) else 1 end as retained_third,
    cast(chances.churned_third as double)
        * case when totals.lead_months <= 1 then pow(shocks.stake, 2) else 1 end as churned_third,
    shocks.shock_variance
from totals
join chances
    on chances.month = totals.month
    and chances.segment = totals.segment
    and chances.lead_months = totals.lead_months
join core.forecast_shocks as shocks on shocks.month = totals.month
