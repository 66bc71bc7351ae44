select
    account_id || '/' || month || '/' || feature as feature_month_id, account_id,
    (month || '-01')::date as month, feature, title, feature <> title as is_key_feature,
    users::bigint as users, events::bigint as events, first_used_on::date as first_used_on
from (values
    ('a1', '2025-02', 'export', 'Export', 4, 40, '2024-12-03'),
    ('a1', '2025-03', 'export', 'Export', 3, 21, '2024-12-03'),
    ('a1', '2025-03', 'search', 'search', 5, 90, '2025-03-01'),
    ('a2', '2025-02', 'search', 'search', null, 7, '2024-11-20'),
    ('a4', '2025-02', 'export', 'Export', 1, 2, '2025-02-09')
) as uses (account_id, month, feature, title, users, events, first_used_on)
