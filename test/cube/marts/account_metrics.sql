select
    account_id, month::date as month, metric, value::double as value, unit, 'all' as peer_group,
    8::bigint as peer_n, percentile::double as peer_percentile, (value - 1)::double as baseline,
    1::double as change_1m, null::double as change_3m
from (values
    ('a1', '2025-02-01', 'tickets_90d', 4, 'tickets', 0.9), ('a2', '2025-02-01', 'tickets_90d', 2, 'tickets', 0.5),
    ('a4', '2025-02-01', 'tickets_90d', 0, 'tickets', 0.1), ('a1', '2025-03-01', 'tickets_90d', 6, 'tickets', 0.9),
    ('a2', '2025-03-01', 'tickets_90d', 3, 'tickets', 0.5), ('a4', '2025-03-01', 'tickets_90d', 0, 'tickets', 0.2),
    ('a1', '2025-03-01', 'seat_utilisation', 0.8, 'share', 0.7), ('a2', '2025-03-01', 'seat_utilisation', 0.5, 'share', 0.3)
) as metrics (account_id, month, metric, value, unit, percentile)
