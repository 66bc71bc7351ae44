select
    'backcast/' || status || '/0-3/longer' as forecast_calibration_id, 'backcast' as origin, status,
    '0-3' as lead_bucket, 'longer' as term_class, n::bigint as n, (n / 1.5)::double as n_effective,
    renewed::bigint as renewed, forecast::double as forecast, (renewed / n)::double as observed,
    (renewed / n - 0.1)::double as low, (renewed / n + 0.1)::double as high,
    (forecast - 0.01)::double as forecast_arr, (renewed / n + 0.01)::double as observed_arr,
    brier::double as brier, (brier / 10)::double as reliability, (brier / 5)::double as resolution,
    (brier * 1.1)::double as uncertainty, (brier * 0)::double as within
from (values ('green', 20, 18, 0.95, null), ('red', 5, 2, 0.2, null), ('all', 25, 20, 0.8, 0.12))
    as cells (status, n, renewed, forecast, brier)
