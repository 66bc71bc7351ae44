select
    'health' as index, factor, 'all' as segment, account_id, observations::bigint as observations,
    score::decimal(18, 6) as score
from (values
    ('use', 'a1', 2, 20.5), ('use', 'a2', 1, 80), ('care', 'a1', 1, 50), ('index', 'a1', 2, 40)
) as rows (factor, account_id, observations, score)
