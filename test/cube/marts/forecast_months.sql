select
    date '2025-01-01' as vintage, date '2025-01-01' as month, account_id,
    (date '2025-01-01' + to_months(lead))::date as period, 'backcast' as origin,
    false as is_provisional, lead::integer as lead_months, status, account_id as ultimate_parent_id,
    arr::decimal(18, 4) as arr, (arr * (1 - 0.02 * lead))::decimal(18, 4) as retained_arr,
    (arr * 0.02)::decimal(18, 4) as churned_arr, (arr * 0.015)::decimal(18, 4) as renewal_churned_arr,
    (arr * 0.01)::decimal(18, 4) as expansion_arr, (arr * 0.005)::decimal(18, 4) as contraction_arr,
    (arr * 0.003)::decimal(18, 4) as retained_error, (arr * 0.001)::decimal(18, 4) as churned_error
from (values ('a1', 'green', 14400), ('a2', 'orange', 6000), ('a3', 'red', 9600))
    as accounts (account_id, status, arr), generate_series(1, 2) as leads (lead)
