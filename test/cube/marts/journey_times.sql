select
    account_id, 'handover' as from_stage, to_stage, from_on::date as from_on,
    strftime(from_on::date, '%Y') as cohort, is_reached, days::integer as days,
    late_days::integer as late_days, segments
from (values
    ('a1', 'onboarding', '2024-11-05', true, 10, 0, '/all/'),
    ('a1', 'adoption', '2024-11-05', false, 131, 0, '/all/'),
    ('a2', 'onboarding', '2024-12-01', true, 35, 20, '/all/emea/'),
    ('a5', 'onboarding', '2025-01-10', false, 65, 0, '/all/')
) as rows (account_id, to_stage, from_on, is_reached, days, late_days, segments)
