select
    account_id, month::date as month, index, factor, element, 'quantitative' as input, metric,
    value::double as value, score::double as score, weight::double as weight,
    (weight * score / weights)::double as contribution,
    (weight * (100 - score) / weights)::double as points_lost, value is null as is_missing
from (values
    ('a1', '2025-02-01', 'health', 'use', 'technology_and_process', 'seat_utilisation', 0.9, 90, 6, 10),
    ('a1', '2025-02-01', 'health', 'tickets', 'experience', 'tickets_90d', 2, 60, 4, 10),
    ('a1', '2025-03-01', 'health', 'use', 'technology_and_process', 'seat_utilisation', 0.8, 80, 6, 10),
    ('a1', '2025-03-01', 'health', 'tickets', 'experience', 'tickets_90d', 4, 40, 4, 10),
    ('a2', '2025-03-01', 'health', 'use', 'technology_and_process', 'seat_utilisation', 0.5, 50, 6, 6),
    ('a2', '2025-03-01', 'health', 'tickets', 'experience', 'tickets_90d', null, null, 4, 6),
    ('a4', '2025-03-01', 'health', 'use', 'technology_and_process', 'seat_utilisation', 0.2, 20, 6, null),
    ('a1', '2025-03-01', 'dependence', 'depth', 'depth', 'seat_utilisation', 0.8, 80, 1, 1)
) as factors (account_id, month, index, factor, element, metric, value, score, weight, weights)
