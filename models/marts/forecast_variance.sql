/*---
grain: [vintage, period, status]
says: >-
  Why churned ARR differed in a closed month from what a vintage expected, by the health that
  accounts had as the vintage closed; `none` are accounts that it did not count. Volume, rate,
  timing and unforecast add up to actual less forecast exactly.
unit:
  churn_forecast: reporting currency per year
  churn_actual: reporting currency per year
  volume: reporting currency per year
  rate: reporting currency per year
  timing: reporting currency per year
  unforecast: reporting currency per year
  accounts_for_80pct: accounts
source: [core.forecast_variances, core.forecast_outcomes, config.run]
section: 11
checks: [volume + rate + timing + unforecast = churn_actual - churn_forecast]
incremental: period
---*/
with ranked as (
    select
        *,
        sum(abs(churn_actual - churn_forecast)) over largest_first as explained,
        sum(abs(churn_actual - churn_forecast)) over (
            partition by vintage, period, status
        ) as to_explain,
        sum(churn_actual) over (partition by vintage, period) as together,
        row_number() over largest_first as nth
    from core.forecast_variances
    where period >= (select recompute_from from config.run)
    window largest_first as (
        partition by vintage, period, status
        order by abs(churn_actual - churn_forecast) desc, account_id
    )
),

-- the fewest accounts that together make up four fifths of all that differed
enough as (
    select vintage, period, status, min(nth) as accounts
    from ranked
    where explained >= 0.8 * to_explain
    group by vintage, period, status
),

intervals as (
    select vintage, month as period, low_80, high_80
    from core.forecast_outcomes
    where metric = 'churned_arr'
        and segment = 'all'
        and month >= (select recompute_from from config.run)
)

select
    strftime(ranked.vintage, '%Y-%m') || '/' || strftime(ranked.period, '%Y-%m')
        || '/' || ranked.status as forecast_variance_id,
    ranked.vintage,
    ranked.period,
    ranked.status,
    cast(datediff('month', ranked.vintage, ranked.period) as integer) as lead_months,
    count(*) as accounts,
    cast(sum(ranked.churn_forecast) as decimal(18, 4)) as churn_forecast,
    cast(sum(ranked.churn_actual) as decimal(18, 4)) as churn_actual,
    cast(sum(ranked.volume) as decimal(18, 4)) as volume,
    cast(sum(ranked.rate) as decimal(18, 4)) as rate,
    cast(sum(ranked.timing) as decimal(18, 4)) as timing,
    cast(sum(ranked.unforecast) as decimal(18, 4)) as unforecast,
    any_value(ranked.together) between any_value(intervals.low_80) and any_value(intervals.high_80)
        as is_within_noise,
    any_value(enough.accounts) as accounts_for_80pct
from ranked
join enough
    on enough.vintage = ranked.vintage
    and enough.period = ranked.period
    and enough.status = ranked.status
left join intervals
    on intervals.vintage = ranked.vintage
    and intervals.period = ranked.period
group by ranked.vintage, ranked.period, ranked.status
