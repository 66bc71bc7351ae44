select
    account_id || '/' || surprises.churned_on as churn_surprise_id, account_id,
    surprises.churned_on::date as churned_on,
    date_trunc('month', surprises.churned_on::date)::date as month, lost::decimal(18, 4) as arr_lost,
    null::varchar as status_6m, before as status_3m, 'red' as status_1m,
    concat_ws(' > ', before, 'red') as status_path, warned::date as first_warning_on,
    noticed::date as notice_on, days::bigint as days_of_warning, missing as factors_missing, reason as churn_reason,
    class as churn_class, competitor, region, country, industry, size, plan, 2::integer as tier,
    csm_id, ultimate_parent_id, segments
from (values
    ('a3', '2025-02-11', 9600, 'green', '2025-01-01', '2025-01-20', 19, 'nps', 'price', 'controllable', 'Other'),
    ('a4', '2024-12-09', 1200, 'yellow', null, '2024-12-09', 0, null, 'closed down', 'uncontrollable', null),
    ('a2', '2024-12-20', 360, 'green', '2024-12-01', '2024-12-20', 19, null, 'price', 'controllable', null)
) as surprises (account_id, churned_on, lost, before, warned, noticed, days, missing, reason, class,
    competitor)
inner join marts.accounts using (account_id)
