/*---
grain: [month]
says: >-
  How much the renewals of a month were seen to move together beyond chance, as a vintage has
  learned it: the excess of the squared surprise of one-month-ahead forecasts over months. And what
  is at stake a month ahead: most that is then lost is part of an account, so that ARR varies less
  than if each were kept or lost whole.
unit: { shock_variance: "log odds, squared", stake: share of the variance of whole losses }
source:
  - marts.renewal_forecasts
  - core.settled_renewals
  - core.forecast_vintages
  - config.forecast
  - config.revenue
lags: { marts.renewal_forecasts: 1 }
section: 10
checks: [shock_variance >= 0, stake > 0]
---*/
with surprises as (
    select
        renewals.settled_month,
        forecasts.period,
        sum(
            cast(
                cast(renewals.is_renewed as integer) - forecasts.probability_logo as decimal(18, 9)
            )
        ) as surprise,
        sum(
            cast(forecasts.probability_logo * (1 - forecasts.probability_logo) as decimal(18, 9))
        ) as chance,
        count(*) as renewals,
        sum(
            cast(
                pow(
                    cast(renewals.renewed_arr as double) / cast(renewals.arr_due as double)
                    - forecasts.probability * forecasts.kept_share,
                    2
                ) as decimal(18, 9)
            )
        ) as stake,
        sum(
            cast(
                forecasts.probability * forecasts.kept_share
                * (1 - forecasts.probability * forecasts.kept_share) as decimal(18, 9)
            )
        ) as whole_stake
    from marts.renewal_forecasts as forecasts
    join core.settled_renewals as renewals
        on renewals.subscription_id = forecasts.subscription_id
        and renewals.due_month = forecasts.period
    where renewals.is_closed
        and forecasts.lead_months = 1
        and forecasts.basis = 'model'
        and not forecasts.is_provisional
    group by renewals.settled_month, forecasts.period
),

-- a due month is settled once what may fall due on its last day is: what has been settled so far
-- would be a part of it, and another part than a later run sees
periods as (
    select
        surprises.period,
        cast(
            date_trunc(
                'month',
                last_day(surprises.period) + to_days(greatest(max(revenue.late_days) - 1, 0))
            ) as date
        ) as settled_month,
        cast(sum(surprise) as double) as surprise,
        cast(sum(chance) as double) as chance,
        sum(renewals) as renewals,
        sum(stake) as stake,
        sum(whole_stake) as whole_stake
    from surprises
    cross join config.revenue
    group by surprises.period
),

learned as (
    select
        vintages.month,
        count(periods.period) as months_seen,
        coalesce(sum(cast(pow(periods.surprise, 2) - periods.chance as decimal(38, 6))), 0)
            as excess,
        coalesce(sum(cast(pow(periods.chance, 2) as decimal(38, 6))), 0) as chance_squared,
        cast(coalesce(sum(periods.renewals), 0) as double) as renewals,
        cast(sum(periods.stake) as double) / nullif(cast(sum(periods.whole_stake) as double), 0)
            as stake
    from core.forecast_vintages as vintages
    left join periods on periods.settled_month <= vintages.month
    group by vintages.month
)

select
    learned.month,
    learned.months_seen,
    case
        when learned.months_seen < forecast.shock_min_months then pow(forecast.shock, 2)
        else greatest(
            0,
            (
                forecast.shock_min_months * pow(forecast.shock, 2)
                + learned.months_seen * coalesce(
                    cast(learned.excess as double)
                    / nullif(cast(learned.chance_squared as double), 0),
                    0
                )
            ) / (forecast.shock_min_months + learned.months_seen)
        )
    end as shock_variance,
    (forecast.strength + learned.renewals * coalesce(learned.stake, 0))
        / (forecast.strength + learned.renewals) as stake
from learned
cross join config.forecast
