select
    account_id || '/' || objective || '/' || strftime(month::date, '%Y-%m') as objective_month_id,
    account_id, objective, month::date as month, month::date < date '2025-03-01' as is_closed,
    'hours' as unit, date '2024-12-01' as agreed_on, 0::double as baseline, 100::double as target,
    date '2025-12-01' as due_on, (100 * attainment)::double as current_value,
    measured_on::date as measured_on, attainment::double as attainment,
    expected::double as expected_attainment, attainment >= 1 as is_attained,
    attainment >= expected as is_on_track,
    case when attainment >= 1 then measured_on::date end as attained_on,
    value::decimal(18, 4) as value, attribution, attainment >= 1 as bar_not_raised
from (values
    ('a1', 'hours', '2025-01-01', 0.25, 0.2, '2025-01-20', 100.5, 'agreed'),
    ('a1', 'hours', '2025-02-01', 0.25, 0.3, '2025-01-20', 100.5, 'agreed'),
    ('a1', 'hours', '2025-03-01', 1.1, 0.4, '2025-03-02', 900, 'agreed'),
    ('a1', 'leads', '2025-03-01', 0.1, 0.2, '2025-03-02', 20, 'stated'),
    ('a2', 'hours', '2025-02-01', null, 0.1, null, null, 'measured'),
    ('a2', 'hours', '2025-03-01', null, 0.2, null, null, 'measured'),
    ('a3', 'hours', '2025-03-01', 0.5, 0.5, '2025-02-01', 7.25, 'stated')
) as curve (account_id, objective, month, attainment, expected, measured_on, value, attribution)
