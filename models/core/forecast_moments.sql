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
  - core.forecast_vintages
  - config.run
section: 10
checks: [retained_arr <= arr, retained_variance >= 0, churned_variance >= 0]
incremental: month
---*/
with vintages as (
    select month
    from core.forecast_vintages
    where month >= (select recompute_from from config.run)
),

shared as (
    select ultimate_parent_id
    from core.account_parents
    group by ultimate_parent_id
    having count(*) > 1
),

-- squares and cubes are counted in parts of those of the largest account: whole numbers add up to
-- the same in any order, and faster than decimals that would hold all of them
scales as materialized (
    select months.month, cast(max(months.arr) as double) as unit_arr, 1e15 as parts
    from vintages
    join marts.forecast_months as months on months.month = vintages.month
    where months.lead_months = 1
    group by months.month
),

-- what each account adds, once for all its segments; of one parent all is kept or lost, so that
-- accounts with relatives are no units by themselves
forecasts as not materialized (
    select
        months.month,
        months.account_id,
        months.lead_months,
        months.status,
        months.arr,
        months.retained_arr,
        months.churned_arr,
        months.expansion_arr,
        months.contraction_arr,
        months.retained_error,
        months.churned_error,
        shared.ultimate_parent_id is null as is_unit,
        scales.parts,
        cast(months.arr as double) / scales.unit_arr as size,
        cast(months.retained_arr as double) / scales.unit_arr as retained,
        cast(months.churned_arr as double) / scales.unit_arr as churned
    from scales
    join marts.forecast_months as months on months.month = scales.month
    left join shared on shared.ultimate_parent_id = months.ultimate_parent_id
),

by_status as (
    select
        forecasts.month,
        segments.segment,
        forecasts.lead_months,
        forecasts.status,
        count(*) as accounts,
        sum(forecasts.arr) as arr,
        sum(forecasts.retained_arr) as retained_arr,
        sum(forecasts.churned_arr) as churned_arr,
        sum(forecasts.expansion_arr) as expansion_arr,
        sum(forecasts.contraction_arr) as contraction_arr,
        cast(sum(forecasts.retained_error) as double) as retained_error,
        cast(sum(forecasts.churned_error) as double) as churned_error,
        count(*) filter (where is_unit) as units,
        sum(cast(parts * retained * (size - retained) as bigint))
            filter (where is_unit) as retained_variance,
        sum(cast(parts * churned * (size - churned) as bigint))
            filter (where is_unit) as churned_variance,
        sum(cast(parts * retained * (size - retained) * (size - 2 * retained) as bigint))
            filter (where is_unit) as retained_third,
        sum(cast(parts * churned * (size - churned) * (size - 2 * churned) as bigint))
            filter (where is_unit) as churned_third,
        sum(cast(parts * retained * (size - retained) / size as bigint))
            filter (where is_unit) as retained_shift,
        sum(cast(parts * churned * (size - churned) / size as bigint))
            filter (where is_unit) as churned_shift
    from forecasts
    join core.account_segments as segments
        on segments.account_id = forecasts.account_id
        and segments.month = forecasts.month
    group by forecasts.month, segments.segment, forecasts.lead_months, forecasts.status
),

parents as (
    select
        months.month,
        segments.segment,
        months.lead_months,
        any_value(scales.parts) as parts,
        cast(sum(months.arr) as double) / any_value(scales.unit_arr) as size,
        cast(sum(months.retained_arr) as double) / any_value(scales.unit_arr) as retained,
        cast(sum(months.churned_arr) as double) / any_value(scales.unit_arr) as churned
    from scales
    join marts.forecast_months as months on months.month = scales.month
    join shared on shared.ultimate_parent_id = months.ultimate_parent_id
    join core.account_segments as segments
        on segments.account_id = months.account_id
        and segments.month = months.month
    group by months.month, segments.segment, months.lead_months, months.ultimate_parent_id
),

units as (
    select
        month,
        segment,
        lead_months,
        units,
        retained_variance,
        churned_variance,
        retained_third,
        churned_third,
        retained_shift,
        churned_shift
    from by_status
    union all
    select
        month,
        segment,
        lead_months,
        1,
        cast(parts * retained * (size - retained) as hugeint),
        cast(parts * churned * (size - churned) as hugeint),
        cast(parts * retained * (size - retained) * (size - 2 * retained) as hugeint),
        cast(parts * churned * (size - churned) * (size - 2 * churned) as hugeint),
        cast(parts * retained * (size - retained) / size as hugeint),
        cast(parts * churned * (size - churned) / size as hugeint)
    from parents
),

chances as (
    select
        units.month,
        units.segment,
        units.lead_months,
        cast(sum(units.units) as bigint) as units,
        sum(units.retained_variance) / any_value(scales.parts) * any_value(scales.unit_arr ** 2)
            as retained_variance,
        sum(units.churned_variance) / any_value(scales.parts) * any_value(scales.unit_arr ** 2)
            as churned_variance,
        sum(units.retained_third) / any_value(scales.parts) * any_value(scales.unit_arr ** 3)
            as retained_third,
        sum(units.churned_third) / any_value(scales.parts) * any_value(scales.unit_arr ** 3)
            as churned_third,
        sum(units.retained_shift) / any_value(scales.parts) * any_value(scales.unit_arr)
            as retained_shift,
        sum(units.churned_shift) / any_value(scales.parts) * any_value(scales.unit_arr)
            as churned_shift
    from units
    join scales on scales.month = units.month
    group by units.month, units.segment, units.lead_months
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
    chances.retained_variance
        * case when totals.lead_months <= 1 then shocks.stake else 1 end
        + shocks.shock_variance * pow(chances.retained_shift, 2)
        + cast(totals.retained_error as double) as retained_variance,
    chances.churned_variance
        * case when totals.lead_months <= 1 then shocks.stake else 1 end
        + shocks.shock_variance * pow(chances.churned_shift, 2)
        + cast(totals.churned_error as double) as churned_variance,
    chances.retained_third
        * case when totals.lead_months <= 1 then pow(shocks.stake, 2) else 1 end as retained_third,
    chances.churned_third
        * case when totals.lead_months <= 1 then pow(shocks.stake, 2) else 1 end as churned_third,
    shocks.shock_variance
from totals
join chances
    on chances.month = totals.month
    and chances.segment = totals.segment
    and chances.lead_months = totals.lead_months
join core.forecast_shocks as shocks on shocks.month = totals.month
