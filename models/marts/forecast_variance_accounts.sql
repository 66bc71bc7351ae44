/*---
grain: [vintage, period, account_id]
says: >-
  The accounts behind forecast_variance: those that lost something in the period, or were expected
  to and stayed, with the same four effects.
unit:
  churn_forecast: reporting currency per year
  churn_actual: reporting currency per year
source: [core.forecast_variances, config.run]
section: 11
checks: [volume + rate + timing + unforecast = churn_actual - churn_forecast]
incremental: period
---*/
select
    strftime(vintage, '%Y-%m') || '/' || strftime(period, '%Y-%m')
        || '/' || replace(account_id, '/', '%2F') as forecast_variance_account_id,
    vintage,
    period,
    account_id,
    status,
    churn_forecast,
    churn_actual,
    volume,
    rate,
    timing,
    unforecast
from core.forecast_variances
where period >= (select recompute_from from config.run)
    and (churn_forecast <> 0 or churn_actual <> 0 or volume <> 0 or timing <> 0)
