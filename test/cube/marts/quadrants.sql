select
    quadrants.account_id || '/' || strftime(quadrants.month::date, '%Y-%m') as quadrant_id,
    quadrants.account_id, quadrants.month::date as month, arr, importance > 60 as is_critical_to_us,
    dependence >= 60 as is_critical_to_them, importance::double as importance,
    dependence::double as dependence_score, (importance - dependence)::double as asymmetry,
    quadrants.quadrant, before as quadrant_previous, quadrants.quadrant <> before as has_moved,
    if(dependence is null, 'depth, process', null) as missing, guess as quadrant_guess,
    guess <> quadrants.quadrant as is_surprise, region, country, industry, size, plan, tier, csm_id,
    ultimate_parent_id
from (values
    ('a1', '2025-02-01', 100, 50, 'exposed', null, null),
    ('a2', '2025-02-01', 40, 20, 'transactional', null, 'transactional'),
    ('a1', '2025-03-01', 100, 64, 'mutual', 'exposed', 'exposed'),
    ('a2', '2025-03-01', 35, 66.5, 'needy', 'transactional', 'transactional'),
    ('a4', '2025-03-01', 20, null, 'unknown', null, 'needy'),
    ('a5', '2025-03-01', 10, 12, 'transactional', 'transactional', null)
) as quadrants (account_id, month, importance, dependence, quadrant, before, guess)
inner join marts.account_months as months
    on months.account_id = quadrants.account_id and months.month = quadrants.month::date
