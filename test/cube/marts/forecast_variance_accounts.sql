select
    strftime(vintage, '%Y-%m') || '/2025-03/' || account_id as forecast_variance_account_id,
    vintage, date '2025-03-01' as period, account_id, status,
    forecast::decimal(18, 4) as churn_forecast, (forecast + 10)::decimal(18, 4) as churn_actual,
    1::decimal(18, 4) as volume, 2::decimal(18, 4) as rate, 3::decimal(18, 4) as timing,
    4::decimal(18, 4) as unforecast
from (values
    (date '2025-01-01', 'A', 'green', 100), (date '2025-01-01', 'B', 'red', 20),
    (date '2025-02-01', 'A', 'green', 50)
) as rows (vintage, account_id, status, forecast)
