select
    metric || '/2025-03/' || author as variance_note_id, metric, date '2025-03-01' as period, author,
    'why' as why, 'what' as action
from (values
    ('new_arr', 'sales'), ('new_arr', 'finance'), ('churned_arr', 'success')
) as rows (metric, author)
