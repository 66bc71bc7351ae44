select
    month || '/' || peer_group || '/' || metric as benchmark_id, (month || '-01')::date as month,
    peer_group, metric, unit, shown_group, members::bigint as members, n::bigint as n,
    p50 - 2::double as p10, p50 - 1::double as p25, p50::double as p50, p50 + 1::double as p75,
    p50 + 2.5::double as p90
from (values
    ('2025-02', 'all', 'tickets_90d', 'tickets', 'all', 9, 9, 3),
    ('2025-02', 'tier 1', 'tickets_90d', 'tickets', 'all', 2, 9, 3),
    ('2025-03', 'all', 'tickets_90d', 'tickets', 'all', 8, 8, 4),
    ('2025-03', 'all', 'seat_utilisation', 'share', 'all', 8, 8, 0.5)
) as benchmarks (month, peer_group, metric, unit, shown_group, members, n, p50)
