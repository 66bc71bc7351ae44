select
    account_id || '/' || occurred_on as mrr_movement_id, account_id,
    occurred_on::date as occurred_on, date_trunc('month', occurred_on::date)::date as month, movement,
    (mrr_after - mrr_before)::decimal(18, 4) as amount, mrr_before::decimal(18, 4) as mrr_before,
    mrr_after::decimal(18, 4) as mrr_after, reason, subscription_id
from (values
    ('a1', '2024-11-05', 'new', 0, 1000, 'subscription_added', 's1'),
    ('a2', '2024-11-07', 'new', 0, 500, 'subscription_added', 's2'),
    ('a4', '2024-11-20', 'new', 0, 100, 'subscription_added', 's4'),
    ('a3', '2024-12-01', 'new', 0, 800, 'subscription_added', 's3'),
    ('a4', '2024-12-09', 'churn', 100, 0, 'subscription_ended', 's4'),
    ('a1', '2025-01-14', 'expansion', 1000, 1200, 'quantity', 's1'),
    ('a3', '2025-02-11', 'churn', 800, 0, 'subscription_ended', 's3'),
    ('a2', '2025-02-18', 'contraction', 500, 300, 'quantity', 's2'),
    ('a4', '2025-02-20', 'reactivation', 0, 150, 'subscription_added', 's5'),
    ('a5', '2025-03-04', 'new', 0, 50, 'subscription_added', 's6')
) as movements (account_id, occurred_on, movement, mrr_before, mrr_after, reason, subscription_id)
