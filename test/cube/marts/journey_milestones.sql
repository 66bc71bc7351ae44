select
    account_id || '/' || milestone as journey_milestone_id, account_id, milestone,
    upper(milestone) as title, position::integer as position, reached_on::date as reached_on,
    due_on::date as due_on, from_start::integer as days_from_start,
    from_previous::integer as days_from_previous, expected::integer as expected_days,
    reached_on is null and due_on::date < date '2025-03-16' as is_overdue
from (values
    ('a1', 'kickoff', 1, '2024-11-08', '2024-11-12', 3, null, 7),
    ('a1', 'trained', 2, '2024-12-20', '2024-12-10', 45, 42, 35),
    ('a2', 'kickoff', 1, '2024-11-21', '2024-11-14', 14, null, 7),
    ('a2', 'trained', 2, null, '2024-12-12', null, null, 35),
    ('a5', 'kickoff', 1, null, '2025-03-20', null, null, 7),
    ('a5', 'signed off', null, null, null, null, null, null)
) as milestones (account_id, milestone, position, reached_on, due_on, from_start, from_previous,
    expected)
