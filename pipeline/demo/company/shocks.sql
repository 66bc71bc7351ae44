-- What hit many accounts in one month, and when; reach is the share of accounts it touched.
select
    shock_no,
    month_no,
    kind,
    title,
    reach,
    value_effect,
    adoption_effect,
    relationship_effect,
    months.starts_on + to_days(9) + to_minutes((shock_no * 97)::integer) as began_at,
from (
    values
        (1, 9, 'outage', 'Region west down', 0.30, -0.35, -0.10, -0.55),
        (2, 15, 'release', 'Automations launched', 0.40, 0.20, 0.45, 0.05),
        (3, 22, 'outage', 'Data imports delayed', 0.35, -0.40, -0.15, -0.50),
        (4, 24, 'price_rise', 'List prices up six percent', 1.00, -0.05, 0.00, -0.30),
        (5, 28, 'competitor', 'A rival undercut the small plans', 0.25, -0.40, -0.05, -0.10),
        (6, 32, 'outage', 'Sign-in unavailable', 0.30, -0.30, -0.20, -0.60)
) as shocks(
    shock_no, month_no, kind, title, reach, value_effect, adoption_effect, relationship_effect
)
inner join demo.months as months using (month_no)
