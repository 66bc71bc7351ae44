select
    account_id, name, account_id as ultimate_parent_id, region, country, industry, size, plan,
    tier::integer as tier, csm_id, csm_name, customer_since::date as customer_since,
    churned_on::date as churned_on, mrr::decimal(18, 4) as mrr, (12 * mrr)::decimal(18, 4) as arr,
    seats::decimal(18, 6) as seats, (mrr / 1700)::double as mrr_share,
    notice_given_on::date as notice_given_on, mrr > 0 as is_customer,
    pending::decimal(18, 4) as pending_churn_arr, success_measures is not null as has_objective,
    success_measures, success_status, success_status = 'attained' as bar_not_raised,
    value::decimal(18, 4) as objective_value, attribution as value_attribution,
    multiple::double as value_multiple, (multiple - 1)::double as roi,
    health_status, health_score::double as health_score, 0.8::double as health_coverage,
    'steady' as health_trend, 70::double as dependence_score, 40.5::double as importance,
    quadrant, (40.5 - 70)::double as asymmetry, null::double as cmi_score
from (values
    ('a1', 'Alder', 'EMEA', 'DE', 'retail', 'large', 'pro', 1, 'c1', 'Casey', '2024-11-05', null, 1200, 25, null, 0,
        'hours', 'attained', 920, 'stated', 1.5),
    ('a2', 'Birch', 'EMEA', 'FR', 'retail', 'small', 'pro', 2, 'c1', 'Casey', '2024-11-07', null, 300, 6, '2025-03-02', 3600,
        'hours', 'unknown', null, null, null),
    ('a3', 'Cedar', 'AMER', 'US', 'energy', 'large', 'pro', null, 'c2', 'Robin', '2024-12-01', '2025-02-11', 0, 0, null, 0,
        'hours', 'on_track', 7.25, 'stated', 0.5),
    ('a4', 'Dogwood', 'AMER', 'US', 'energy', 'small', 'basic', 3, 'c2', 'Robin', '2024-11-20', null, 150, 3, null, 0,
        null, null, null, null, null),
    ('a5', 'Elm', 'APAC', 'JP', 'media', 'small', 'basic', 3, null, null, '2025-03-04', null, 50, 1, null, 0,
        null, null, null, null, null)
) as accounts (account_id, name, region, country, industry, size, plan, tier, csm_id, csm_name,
    customer_since, churned_on, mrr, seats, notice_given_on, pending, success_measures, success_status,
    value, attribution, multiple)
left join (values ('a1', 'green', 83, 'mutual'), ('a2', 'red', 20, 'exposed')) as judged (judged_id,
    health_status, health_score, quadrant) on judged_id = account_id
