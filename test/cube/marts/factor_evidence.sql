select
    index || '/' || factor || '/' || segment as factor_evidence_id, index, factor, segment,
    observations::bigint as observations, accounts::bigint as accounts,
    lost::bigint as accounts_lost, auc::double as auc, (auc - reach)::double as auc_low,
    (auc + reach)::double as auc_high, worst::double as lost_in_worst_fifth,
    best::double as lost_in_best_fifth, evidence
from (values
    ('health', 'index', 'all', 120, 40, 12, 0.8, 0.1, 0.3, 0.02, 'supports'),
    ('health', 'use', 'all', 118, 39, 12, 0.55, 0.2, 0.1, 0.09, 'none'),
    ('health', 'use', 'emea', 40, 11, 3, 0.25, 0.2, null, 0.5, 'none'),
    ('dependence', 'index', 'all', 120, 40, 12, 0.2, 0.1, 0.05, 0.2, 'contradicts')
) as evidence (index, factor, segment, observations, accounts, lost, auc, reach, worst, best, evidence)
