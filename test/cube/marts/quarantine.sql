select
    row_id, file_id, line::bigint as line, entity, column_name, reason, message, raw_text,
    timestamp '2025-03-15 09:00:00' as first_seen_at, replayed_at::timestamp as replayed_at
from (values
    ('q1', 'f1', 12, 'accounts', 'account_id', 'missing-value', 'account_id is empty', ',Fir,secret@example.com', null),
    ('q2', 'f2', 7, 'subscriptions', 'amount', 'not-a-number', 'amount is not a number', 's9,a1,ten', null),
    ('q3', 'f2', 9, 'subscriptions', 'account_id', 'unknown-account', 'no account zz', 's8,zz,10', '2025-03-16 00:30:00')
) as rows (row_id, file_id, line, entity, column_name, reason, message, raw_text, replayed_at)
