select
    scores.account_id || '/' || strftime(scores.month::date, '%Y-%m') || '/' || index as index_score_id,
    scores.account_id, scores.month::date as month, index, score::double as score,
    coalesce(computed, score)::double as computed_score, status,
    if(override_id is null, status, 'orange') as computed_status, coverage::double as coverage,
    'default' as profile, 1.5::double as change_1m, null::double as change_3m, null::varchar as trend,
    override_id, 'abc' as config_version, arr, region, country, industry, size, plan, tier, csm_id,
    ultimate_parent_id
from (values
    ('a1', '2025-02-01', 'health', 81.5, null, 'green', 1, null),
    ('a2', '2025-02-01', 'health', 44.25, null, 'orange', 0.8, null),
    ('a4', '2025-02-01', 'health', null, null, 'unknown', 0.4, null),
    ('a1', '2025-03-01', 'health', 83, null, 'green', 1, null),
    ('a2', '2025-03-01', 'health', 20, 41.5, 'red', 0.75, 'a2/health/2025-03-01'),
    ('a4', '2025-03-01', 'health', 65, null, 'yellow', 0.7, null),
    ('a5', '2025-03-01', 'health', null, null, 'unknown', 0.25, null),
    ('a1', '2025-03-01', 'dependence', 70, null, 'high', 1, null),
    ('a4', '2025-03-01', 'dependence', 30, null, 'low', 0.9, null)
) as scores (account_id, month, index, score, computed, status, coverage, override_id)
inner join marts.account_months as months
    on months.account_id = scores.account_id and months.month = scores.month::date
