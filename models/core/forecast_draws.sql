/*---
grain: [month, segment, lead_months]
says: >-
  Intervals by simulation for segments with few renewals ahead: each ultimate parent is kept or
  lost at one seeded draw over all periods, under a shock that is common to all in that draw.
unit: { retained_low_80: reporting currency per year, churned_high_80: reporting currency per year }
source:
  - marts.forecast_months
  - core.account_segments
  - core.forecast_positions
  - core.forecast_shocks
  - config.forecast
  - config.run
section: 10
incremental: month
---*/
with renewing as (
    select segments.month, segments.segment
    from core.forecast_positions as positions
    join core.account_segments as segments
        on segments.account_id = positions.account_id
        and segments.month = positions.month
    where positions.month >= (select recompute_from from config.run)
    group by segments.month, segments.segment
    having count(*) filter (where positions.first_lead <= 12)
        < (select simulate_below from config.forecast)
),

units as (
    select
        months.month,
        segments.segment,
        months.lead_months,
        months.ultimate_parent_id,
        cast(sum(months.arr) as double) as arr,
        cast(sum(months.retained_arr) as double) as retained_arr,
        cast(sum(months.churned_arr) as double) as churned_arr
    from marts.forecast_months as months
    join core.account_segments as segments
        on segments.account_id = months.account_id
        and segments.month = months.month
    join renewing
        on renewing.month = segments.month
        and renewing.segment = segments.segment
    where months.month >= (select recompute_from from config.run)
    group by months.month, segments.segment, months.lead_months, months.ultimate_parent_id
),

draws as (
    select
        forecast.seed,
        forecast.draws,
        unnest(range(forecast.draws)) as draw
    from config.forecast
),

-- a normal number for each draw from two uniform ones
shocked as (
    select
        shocks.month,
        draws.draw,
        draws.seed,
        draws.draws,
        sqrt(
            -2 * shocks.shock_variance * ln(
                (hash(draws.seed, shocks.month, draws.draw, 'radius') // 2048 + 1)
                / 9007199254740993.0
            )
        )
        * cos(
            2 * pi() * (hash(draws.seed, shocks.month, draws.draw, 'angle') // 2048)
            / 9007199254740992.0
        ) as shock
    from core.forecast_shocks as shocks
    cross join draws
    where shocks.month >= (select recompute_from from config.run)
),

-- the chances to be left before and after the period, moved by the draw's shock
moved as (
    select
        units.month,
        units.segment,
        units.lead_months,
        shocked.draw,
        shocked.draws,
        units.arr,
        (hash(shocked.seed, units.month, units.ultimate_parent_id, shocked.draw) // 2048)
            / 9007199254740992.0 as luck,
        1 / (1 + (units.arr - units.retained_arr) / nullif(units.retained_arr, 0)
            * exp(-shocked.shock)) as left_after,
        1 / (1 + (units.arr - units.retained_arr - units.churned_arr)
            / nullif(units.retained_arr + units.churned_arr, 0) * exp(-shocked.shock))
            as left_before
    from units
    join shocked on shocked.month = units.month
),

outcomes as (
    select
        month,
        segment,
        lead_months,
        draw,
        draws,
        sum(
            cast(case when luck < coalesce(left_after, 0) then arr else 0 end as decimal(18, 4))
        ) as retained,
        sum(
            cast(
                case
                    when luck >= coalesce(left_after, 0) and luck < coalesce(left_before, 0)
                        then arr
                    else 0
                end as decimal(18, 4)
            )
        ) as churned
    from moved
    group by month, segment, lead_months, draw, draws
),

ranked as (
    select
        *,
        row_number() over (partition by month, segment, lead_months order by retained)
            / cast(draws as double) as retained_rank,
        row_number() over (partition by month, segment, lead_months order by churned)
            / cast(draws as double) as churned_rank
    from outcomes
)

select
    month,
    segment,
    lead_months,
    min(retained) filter (where retained_rank >= 0.1) as retained_low_80,
    min(retained) filter (where retained_rank >= 0.9) as retained_high_80,
    min(retained) filter (where retained_rank >= 0.025) as retained_low_95,
    min(retained) filter (where retained_rank >= 0.975) as retained_high_95,
    min(churned) filter (where churned_rank >= 0.1) as churned_low_80,
    min(churned) filter (where churned_rank >= 0.9) as churned_high_80,
    min(churned) filter (where churned_rank >= 0.025) as churned_low_95,
    min(churned) filter (where churned_rank >= 0.975) as churned_high_95
from ranked
group by month, segment, lead_months
