select
    from_stage || '/' || to_stage || '/' || segment as journey_duration_id, from_stage, to_stage,
    segment, n::bigint as n, reached::bigint as reached, median_days::integer as median_days,
    p75_days::integer as p75_days
from (values
    ('handover', 'onboarding', 'all', 20, 18, 9, 21), ('handover', 'adoption', 'all', 20, 11, 88, null),
    ('onboarding', 'adoption', 'all', 18, 11, 70, 140), ('handover', 'adoption', 'emea', 8, 3, null, null)
) as durations (from_stage, to_stage, segment, n, reached, median_days, p75_days)
