select
    file_id, source, entity, path, sha256, bytes::bigint as bytes, rows_read::bigint as rows_read,
    rows_loaded::bigint as rows_loaded, rows_quarantined::bigint as rows_quarantined,
    rows_duplicate::bigint as rows_duplicate, rows_filtered::bigint as rows_filtered,
    landed_at::timestamp as landed_at, '1' as contract_version, newest_at::timestamp as newest_at
from (values
    ('f1', 'billing', 'accounts', 'accounts.csv', 'aa', 900, 50, 48, 1, 1, 0, '2025-03-15 08:00:00', '2025-03-14 10:00:00'),
    ('f2', 'billing', 'subscriptions', 'subscriptions.csv', 'bb', 1100, 70, 66, 2, 0, 2, '2025-03-15 09:00:00', '2025-03-15 07:00:00')
) as files (file_id, source, entity, path, sha256, bytes, rows_read, rows_loaded, rows_quarantined,
    rows_duplicate, rows_filtered, landed_at, newest_at)
