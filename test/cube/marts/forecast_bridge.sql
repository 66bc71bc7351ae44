select
    strftime(vintage_from, '%Y-%m') || '/' || strftime(vintage_to, '%Y-%m') || '/2025-06/' || effect
        as forecast_bridge_id,
    vintage_from, vintage_to, date '2025-06-01' as period, effect, position::integer as position,
    amount::decimal(18, 4) as amount, accounts::bigint as accounts
from (values
    (date '2025-01-01', date '2025-02-01', 'decided', 1, 5, 2),
    (date '2025-01-01', date '2025-02-01', 'status moved', 2, -7, 3),
    (date '2025-02-01', date '2025-03-01', 'decided', 1, 11, 4)
) as rows (vintage_from, vintage_to, effect, position, amount, accounts)
