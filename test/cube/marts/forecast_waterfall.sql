select
    metric || '/all/' || strftime(vintage, '%Y-%m') || '/' || kind || '/'
        || strftime(period, '%Y-%m') as forecast_waterfall_id,
    metric, 'all' as segment, vintage, kind, period, 'month' as period_grain,
    datediff('month', vintage, period)::integer as lead_months,
    forecast::decimal(18, 6) as forecast, (forecast - 10)::decimal(18, 6) as low,
    (forecast + 10)::decimal(18, 6) as high, actual::decimal(18, 6) as actual,
    (actual - forecast)::decimal(18, 6) as variance,
    ((actual - forecast) / forecast)::double as variance_pct,
    kind = 'plan' as is_original, kind = 'replan' as is_latest, 'plan' as origin,
    'all_accounts' as population, 'f1' as file_id, (2 + row_number() over ())::bigint as line
from (values
    ('seats', date '2025-01-01', 'plan', date '2025-03-01', 2000, 650),
    ('seats', date '2025-02-01', 'replan', date '2025-03-01', 800, 650),
    ('seats', date '2025-01-01', 'plan', date '2025-04-01', 2100, null),
    ('new_arr', date '2025-01-01', 'plan', date '2025-03-01', 120, 100)
) as rows (metric, vintage, kind, period, forecast, actual)
