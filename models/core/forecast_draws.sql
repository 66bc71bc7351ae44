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
        sum(months.arr) as total,
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
        and renewing.month = months.month
    group by months.month, segments.segment, months.lead_months, months.ultimate_parent_id
),

draws as (
    select seed, unnest(range(draws)) as draw
    from config.forecast
),

-- a normal number for each draw from two uniform ones
shocked as (
    select
        shocks.month,
        draws.draw,
        draws.seed,
        exp(
            sqrt(
                -2 * shocks.shock_variance * ln(
                    (hash(draws.seed, shocks.month, draws.draw, 'radius') // 2048 + 1)
                    / 9007199254740993.0
                )
            )
            * cos(
                2 * pi() * (hash(draws.seed, shocks.month, draws.draw, 'angle') // 2048)
                / 9007199254740992.0
            )
        ) as shock
    from core.forecast_shocks as shocks
    cross join draws
    where shocks.month >= (select recompute_from from config.run)
),

parents as (
    select distinct month, ultimate_parent_id
    from units
),

-- a parent's luck in a draw, as the odds against being kept that it withstands
lucks as (
    select
        parents.month,
        parents.ultimate_parent_id,
        shocked.draw,
        shocked.shock * (
            9007199254740992.0
            / (hash(shocked.seed, parents.month, parents.ultimate_parent_id, shocked.draw) // 2048)
            - 1
        ) as withstands
    from parents
    join shocked on shocked.month = parents.month
),

-- the odds against being left before and after the period
against as (
    select
        *,
        (arr - retained_arr) / nullif(retained_arr, 0) as odds_after,
        (arr - retained_arr - churned_arr) / nullif(retained_arr + churned_arr, 0) as odds_before
    from units
),

outcomes as (
    select
        against.month,
        against.segment,
        against.lead_months,
        lucks.draw,
        coalesce(
            sum(against.total) filter (where lucks.withstands > against.odds_after), 0
        ) as retained,
        coalesce(
            sum(against.total) filter (where lucks.withstands > against.odds_before), 0
        ) as left_before
    from against
    join lucks
        on lucks.month = against.month
        and lucks.ultimate_parent_id = against.ultimate_parent_id
    group by against.month, against.segment, against.lead_months, lucks.draw
),

quantiles as (
    select
        month,
        segment,
        lead_months,
        quantile_disc(retained, [0.1, 0.9, 0.025, 0.975]) as retained,
        quantile_disc(left_before - retained, [0.1, 0.9, 0.025, 0.975]) as churned
    from outcomes
    group by month, segment, lead_months
)

select
    month,
    segment,
    lead_months,
    retained[1] as retained_low_80,
    retained[2] as retained_high_80,
    retained[3] as retained_low_95,
    retained[4] as retained_high_95,
    churned[1] as churned_low_80,
    churned[2] as churned_high_80,
    churned[3] as churned_low_95,
    churned[4] as churned_high_95
from quantiles
