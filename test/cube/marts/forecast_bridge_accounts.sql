select
    '2025-02/' || strftime(period, '%Y-%m') || '/' || account_id as forecast_bridge_account_id,
    date '2025-01-01' as vintage_from, date '2025-02-01' as vintage_to, period, account_id,
    amount::decimal(18, 4) as amount_from, (amount + 21)::decimal(18, 4) as amount_to,
    1::decimal(18, 4) as decided, 2::decimal(18, 4) as status_moved,
    3::decimal(18, 4) as arr_due_changed, 4::decimal(18, 4) as dates_moved,
    5::decimal(18, 4) as relearned, 6::decimal(18, 4) as accounts_changed
from (values
    (date '2025-03-01', 'A', 100), (date '2025-03-01', 'B', 50), (date '2025-04-01', 'A', 90)
) as rows (period, account_id, amount)
