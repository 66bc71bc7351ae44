select
    account_id || '/' || objective as objective_id, account_id, objective, unit, agreed_on,
    'sponsor' as agreed_by, 'sales' as origin, baseline, target, due_on, current_value,
    measured_on, attainment, expected_attainment, is_attained, is_on_track, attained_on, value,
    attribution, bar_not_raised
from marts.objective_months
where month = date '2025-03-01'
