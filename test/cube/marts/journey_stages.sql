select
    account_id || '/' || stage || '/' || visit as journey_stage_id, account_id, stage,
    upper(stage) as title, position::integer as position, visit::integer as visit,
    entered_on::date as entered_on, exited_on::date as exited_on,
    (coalesce(exited_on::date, date '2025-03-16') - entered_on::date)::integer as days,
    expected_days::integer as expected_days, exited_on is null as is_current,
    is_stuck, missing, arr::decimal(18, 4) as arr
from (values
    ('a1', 'handover', 1, 1, '2024-11-05', '2024-11-20', 14, false, null, 12000),
    ('a1', 'adoption', 2, 1, '2024-11-20', null, 90, true, 'kickoff', 14400),
    ('a2', 'handover', 1, 1, '2024-11-07', '2025-01-01', 14, false, null, 6000),
    ('a2', 'adoption', 2, 1, '2025-01-01', '2025-02-01', 90, false, null, 6000),
    ('a2', 'handover', 1, 2, '2025-02-01', null, 14, true, 'training', 3600),
    ('a3', 'churn', 3, 1, '2025-02-11', null, null, false, null, 0),
    ('a4', 'handover', 1, 1, '2024-11-20', null, 14, null, 'kickoff', 1800),
    ('a5', 'handover', 1, 1, '2025-03-04', null, 14, false, null, 600)
) as stages (account_id, stage, position, visit, entered_on, exited_on, expected_days, is_stuck,
    missing, arr)
