select
    strftime(vintage, '%Y-%m') || '/' || strftime(period, '%Y-%m') || '/' || status
        as forecast_variance_id,
    vintage, period, status, datediff('month', vintage, period)::integer as lead_months,
    7::bigint as accounts, forecast::decimal(18, 4) as churn_forecast,
    (forecast + volume + rate + timing + unforecast)::decimal(18, 4) as churn_actual,
    volume::decimal(18, 4) as volume, rate::decimal(18, 4) as rate,
    timing::decimal(18, 4) as timing, unforecast::decimal(18, 4) as unforecast,
    true as is_within_noise, 2::bigint as accounts_for_80pct
from (values
    (date '2025-01-01', date '2025-02-01', 'green', 100, 5, -7, 0, 3),
    (date '2025-01-01', date '2025-02-01', 'none', 0, 0, 0, 0, 40),
    (date '2025-01-01', date '2025-03-01', 'green', 90, 1, 2, 3, 4),
    (date '2025-02-01', date '2025-03-01', 'green', 80, 11, -12, 13, -14)
) as rows (vintage, period, status, forecast, volume, rate, timing, unforecast)
