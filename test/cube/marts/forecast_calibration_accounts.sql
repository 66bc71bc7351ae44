select
    month, 'backcast' as origin, '2-3' as lead_bucket, status, account_id,
    forecasts::bigint as forecasts, renewed::bigint as renewed
from (values
    (date '2025-01-01', 'green', 'a1', 2, 2), (date '2025-01-01', 'red', 'a2', 2, 0),
    (date '2025-02-01', 'green', 'a1', 1, 1), (date '2025-02-01', 'green', 'a5', 1, 0)
) as rows (month, status, account_id, forecasts, renewed)
