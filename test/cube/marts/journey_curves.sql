select
    from_stage || '/' || to_stage || '/' || segment || '/' || cohort || '/' || day
        as journey_curve_id,
    from_stage, to_stage, duration_kind, segment, cohort, day::integer as day, accounts::bigint as accounts,
    at_risk::bigint as at_risk, arrivals::bigint as arrivals, share::double as arrived_share
from (values
    ('handover', 'adoption', 'time_to_onboard', 'all', 'all', 10, 20, 20, 5, 0.25),
    ('handover', 'adoption', 'time_to_onboard', 'all', 'all', 30, 20, 12, 3, 0.4375),
    ('handover', 'adoption', 'time_to_onboard', 'all', '2024', 10, 8, 8, 2, 0.25),
    ('handover', 'adoption', 'time_to_onboard', 'emea', 'all', 90, 4, 1, 0, 0.5),
    ('onboarding', 'adoption', null, 'all', 'all', 10, 18, 18, 6, 1 / 3)
) as curves (from_stage, to_stage, duration_kind, segment, cohort, day, accounts, at_risk, arrivals, share)
