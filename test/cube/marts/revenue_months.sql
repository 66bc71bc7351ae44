select
    account_id || '/' || strftime(month::date, '%Y-%m') as revenue_month_id, account_id,
    month::date as month, recurring::decimal(18, 4) as recurring_revenue,
    usage::decimal(18, 4) as usage_revenue, one_time::decimal(18, 4) as one_time_revenue,
    credits::decimal(18, 4) as credits,
    (recurring + usage + one_time + credits)::decimal(18, 4) as invoiced,
    tax::decimal(18, 4) as tax, collected::decimal(18, 4) as collected
from (values
    ('a1', '2024-11-01', 12000, 0, 500, 0, 1000, 0), ('a1', '2024-12-01', 0, 35.5, 0, 0, 3, 12500),
    ('a2', '2024-11-01', 500, 0, 0, 0, 40, 500), ('a2', '2025-02-01', 300, 0, 0, -25, 24, 275),
    ('a3', '2025-02-01', 0, 0, 0, -80, 0, -80)
) as revenue (account_id, month, recurring, usage, one_time, credits, tax, collected)
