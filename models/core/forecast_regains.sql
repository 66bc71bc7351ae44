/*---
grain: [month]
says: >-
  What share of the ARR that accounts had lost comes back in a month, as a vintage has learned it
  from what earlier ones counted: accounts that return and that grow again. Who renewed late and
  lacked one month end is none of them.
unit: { regained_share: share per month, seen: account-months }
source: [core.forecast_actuals, core.forecast_vintages, config.forecast]
section: 10
checks: [regained_share >= 0 and regained_share <= 1]
---*/
-- an account is seen from several vintages and counts once
with months as (
    select
        month,
        sum(missing) / count(*) as seen,
        sum(missing_arr) as missing_arr,
        sum(regained_arr) as regained_arr
    from core.forecast_actuals
    where segment = 'all' and lead_months > 2
    group by month
),

learned as (
    select
        vintages.month,
        coalesce(list_sum(list(months.seen order by months.month)), 0) as seen,
        cast(sum(months.regained_arr) as double)
            / nullif(cast(sum(months.missing_arr) as double), 0) as rate
    from core.forecast_vintages as vintages
    left join months on months.month <= vintages.month
    group by vintages.month
)

select
    learned.month,
    learned.seen,
    (
        forecast.regained_strength * forecast.regained_share
        + learned.seen * coalesce(learned.rate, 0)
    ) / (forecast.regained_strength + learned.seen) as regained_share
from learned
cross join config.forecast
