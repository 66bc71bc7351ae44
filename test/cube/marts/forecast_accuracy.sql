select
    'backcast/' || metric || '/all/' || lead as forecast_accuracy_id, 'backcast' as origin, metric,
    'all' as segment, lead::integer as lead_months, periods::bigint as periods,
    forecast::decimal(18, 4) as forecast, actual::decimal(18, 4) as actual,
    size::decimal(18, 4) as absolute_actual, error::decimal(18, 4) as absolute_error, 2::bigint as periods_within_5pct,
    periods::bigint as periods_with_interval, 2::bigint as periods_covered_80,
    3::bigint as periods_covered_95, (error / size)::double as wape,
    ((forecast - actual) / actual)::double as bias, (2 / periods)::double as within_5pct,
    (2 / periods)::double as coverage_80, (3 / periods)::double as coverage_95
from (values
    ('retained_arr', 1, 3, 440, 450, 450, 30), ('retained_arr', 2, 4, 500, 480, 490, 44),
    ('churned_arr', 1, 3, 12, 10, 14, 6)
) as rows (metric, lead, periods, forecast, actual, size, error)
