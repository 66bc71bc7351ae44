select
    from_stage || '/' || to_stage || '/' || segment as journey_duration_id, from_stage, to_stage,
    from_position::integer as from_position, to_position::integer as to_position, segment,
    n::bigint as n, reached::bigint as reached, median_days::integer as median_days,
    p75_days::integer as p75_days
from (values
    ('handover', 'onboarding', 1, 2, 'all', 20, 18, 9, 21), ('handover', 'adoption', 1, 3, 'all', 20, 11, 88, null),
    ('onboarding', 'adoption', 2, 3, 'all', 18, 11, 70, 140), ('handover', 'adoption', 1, 3, 'emea', 8, 3, null, null)
) as durations (from_stage, to_stage, from_position, to_position, segment, n, reached, median_days, p75_days)
