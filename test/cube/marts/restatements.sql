select
    metric || '/' || period || '/' || run_id as restatement_id, metric, (period || '-01')::date as period,
    run_id, old_value::decimal(18, 4) as old_value, new_value::decimal(18, 4) as new_value, files, cause
from (values
    ('mrr', '2024-12', 'r0', 2300, 2400, 'exports/late.csv', 'files'),
    ('mrr', '2025-01', 'r0', 2500, 2600, 'exports/late.csv', 'files'),
    ('mrr_new', '2024-12', 'r0', 700, 800, 'exports/late.csv', 'files'),
    ('customers', '2024-12', 'r1', 3, 2, '', 'config')
) as rows (metric, period, run_id, old_value, new_value, files, cause)
