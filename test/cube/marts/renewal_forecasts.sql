select
    vintage::date as vintage, vintage::date as month, 'backcast' as origin, false as is_provisional,
    account_id, subscription_id, renewal_on::date as renewal_on,
    date_trunc('month', renewal_on::date)::date as period, basis, status,
    datediff('month', vintage::date, renewal_on::date)::integer as lead_months, '0-3' as lead_bucket,
    'longer' as term_class, 12::integer as term_months, arr::decimal(18, 4) as arr,
    (p - 0.02)::double as probability_prior, p::double as probability,
    (p + 0.01)::double as probability_logo, 42::double as n, (p * 0.9)::double as probability_low,
    (p + (1 - p) * 0.2)::double as probability_high, 0.98::double as kept_share,
    (arr * 0.99)::decimal(18, 4) as arr_reaching, (arr * 0.99 * p)::decimal(18, 4) as expected_arr,
    category as human_category, human::double as human_probability, disagrees
from (values
    ('2025-01-01', 'a1', 's1', '2025-02-14', 'model', 'green', 14400, 0.95, 'commit', 0.95, false),
    ('2025-01-01', 'a2', 's2', '2025-03-07', 'model', 'orange', 6000, 0.55, 'commit', 0.95, true),
    ('2025-01-01', 'a4', 's5', '2025-04-20', 'known', 'red', 1800, 0, null, null, null)
) as forecasts (vintage, account_id, subscription_id, renewal_on, basis, status, arr, p, category,
    human, disagrees)
