select
    month, 'backcast' as origin, '2-3' as lead_bucket, status, account_id,
    forecasts::bigint as forecasts, expected::decimal(38, 9) as expected, renewed::bigint as renewed
from (values
    (date '2025-01-01', 'green', 'a1', 2, 1.9, 2), (date '2025-01-01', 'red', 'a2', 2, 0.9, 0),
    (date '2025-02-01', 'green', 'a1', 1, 0.95, 1), (date '2025-02-01', 'green', 'a5', 1, 0.8, 0)
) as rows (month, status, account_id, forecasts, expected, renewed)
