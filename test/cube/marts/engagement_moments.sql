select
    account_id || '/' || moment || '/' || subject as moment_id, account_id, moment,
    'Title' as title, kind, 'Look' as objective, 'Seen' as expected_outcome,
    raised_on::date as raised_on, raised_on::date + 5 as due_on, raised_on::date + 30 as expires_on,
    closed_on::date as closed_on, status, owner, tier::integer as tier,
    arr::decimal(18, 4) as arr, 'what raised it' as evidence, 'f1' as evidence_file_id,
    subject::bigint as evidence_line, 30::integer as cool_down_days, warns, is_repeat
from (values
    ('a1', 'sponsor_left', '1', 'event', '2025-03-01', null, 'overdue', 'c1', 1, 14400, true, false),
    ('a1', 'sponsor_left', '2', 'event', '2025-03-12', null, 'open', 'c1', 1, 14400, true, true),
    ('a1', 'business_review', '3', 'time', '2025-03-14', null, 'open', 'c1', 1, 14400, false, false),
    ('a2', 'sponsor_left', '4', 'event', '2025-02-01', '2025-02-03', 'done', 'c1', 2, 6000, true, false),
    ('a3', 'usage_fell', '5', 'change', '2025-01-01', null, 'expired', 'c2', 2, 9600, true, false),
    ('a4', 'usage_fell', '6', 'change', '2025-03-01', null, 'overdue', 'automation', null, null, true, false)
) as moments (account_id, moment, subject, kind, raised_on, closed_on, status, owner, tier, arr,
    warns, is_repeat)
