select
    account_id || '/' || metric as improvement_plan_id, account_id, metric,
    'Title of ' || metric as title, 'users' as unit, 'tier 1' as peer_group,
    date '2024-12-01' as baseline_on, 2::double as baseline, current::double as current,
    9::double as peer_p75, 12::double as best_in_class, target::double as target,
    date '2025-12-01' as due_on, current >= target / 2 as is_on_track, 'people' as behavior
from (values
    ('a1', 'active_users_28d', 5, 5.5), ('a1', 'tickets_90d', 1, 4), ('a2', 'active_users_28d', 4, null),
    ('a4', 'active_users_28d', 3, 9)
) as plans (account_id, metric, current, target)
