select
    scenario || '/all/' || strftime(period, '%Y-%m') as forecast_scenario_id, scenario,
    'A title' as title, 'all' as segment, date '2025-01-01' as vintage, period,
    datediff('month', date '2025-01-01', period)::integer as lead_months,
    100::decimal(18, 4) as arr, retained::decimal(18, 4) as retained_arr,
    1::decimal(18, 4) as price_arr, 95::decimal(18, 4) as model_retained_arr
from (values
    ('gone', date '2025-02-01', 90), ('gone', date '2025-03-01', 80), ('kept', date '2025-02-01', 100)
) as rows (scenario, period, retained)
