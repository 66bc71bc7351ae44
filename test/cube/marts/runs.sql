select
    run_id, timestamp '2025-03-16 01:00:00' as started_at, timestamp '2025-03-16 01:00:09' as finished_at,
    as_of, known_at, 'published' as outcome, 120::bigint as rows_read, 3::bigint as rows_quarantined,
    'config-1' as config_version, '0.1.0' as tenure_version
from config.run
