/*---
grain: [month, status]
says: >-
  Losses outside a renewal as a vintage has learned them: the share of the ARR of longer terms
  that was lost per month in which nothing fell due, by status, shrunk to all and to the setting.
unit: { hazard: share per month, months_seen: subscription-months }
source:
  - core.forecast_positions
  - core.line_renewals
  - config.forecast
  - config.forecast_priors
  - config.revenue
section: 10
checks: [hazard >= 0 and hazard < 1]
---*/
-- a month without a renewal, seen from the end of the month before it
with exposures as (
    select
        cast(date_trunc(
            'month',
            positions.month + interval 2 month + max(revenue.late_days) * interval 1 day
                - interval 1 day
        ) as date) as month,
        positions.status,
        count(*) as months_seen,
        sum(positions.capped_arr) as weight,
        coalesce(sum(positions.capped_arr) filter (where losses.line_id is not null), 0)
            as lost_weight
    from core.forecast_positions as positions
    cross join config.revenue
    left join core.line_renewals as losses
        on losses.line_id = positions.line_id
        and losses.is_early
        and losses.due_month
            = cast(date_trunc('month', positions.renewal_on) as date)
        and date_trunc('month', losses.churned_on) = positions.month + interval 1 month
    where positions.is_closed
        and positions.term_class = 'longer'
        and positions.first_lead > 1
        and not positions.has_notice
    group by positions.month, positions.status
),

vintages as (
    select distinct month
    from core.forecast_positions
),

learned as (
    select
        vintages.month,
        priors.status,
        coalesce(sum(exposures.months_seen) filter (where exposures.status = priors.status), 0)
            as months_seen,
        coalesce(sum(exposures.weight) filter (where exposures.status = priors.status), 0)
            as weight,
        coalesce(sum(exposures.lost_weight) filter (where exposures.status = priors.status), 0)
            as lost_weight,
        coalesce(sum(exposures.months_seen), 0) as all_months_seen,
        coalesce(sum(exposures.weight), 0) as all_weight,
        coalesce(sum(exposures.lost_weight), 0) as all_lost_weight
    from vintages
    cross join config.forecast_priors as priors
    left join exposures on exposures.month <= vintages.month
    group by vintages.month, priors.status
),

pooled as (
    select
        learned.month,
        learned.status,
        learned.months_seen,
        forecast.hazard_strength as strength,
        coalesce(
            cast(learned.lost_weight as double) / nullif(cast(learned.weight as double), 0), 0
        ) as own_hazard,
        (
            forecast.hazard_strength * forecast.hazard
            + learned.all_months_seen
                * coalesce(
                    cast(learned.all_lost_weight as double)
                    / nullif(cast(learned.all_weight as double), 0),
                    0
                )
        ) / (forecast.hazard_strength + learned.all_months_seen) as all_hazard
    from learned
    cross join config.forecast
)

select
    month,
    status,
    months_seen,
    least(
        0.9,
        (strength * all_hazard + months_seen * own_hazard) / nullif(strength + months_seen, 0)
    ) as hazard
from pooled
