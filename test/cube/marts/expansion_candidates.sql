select
    account_id, tier, arr, potential::decimal(18, 4) as potential_arr,
    greatest(potential::decimal(18, 4) - arr, 0)::decimal(18, 4) as headroom_arr,
    'tier 2' as peer_group, products as products_peers_own, (seats / 40)::double as seat_utilisation,
    feature as next_feature, health_status
from (values
    ('a1', 20000.5, 'support', 'exports'),
    ('a2', 1000, null, 'reports'),
    ('a4', null, 'api, support', null)
) as candidates (account_id, potential, products, feature)
inner join marts.accounts using (account_id)
