select
    account_id || '/' || subscription_id || '/' || renewal_on as renewal_id, account_id,
    subscription_id, renewal_on::date as renewal_on,
    date_trunc('month', renewal_on::date)::date as due_month,
    date_trunc('month', decided_on::date)::date as decided_month,
    (renewal_on::date - to_months(term_months))::date as term_start,
    term_months::integer as term_months,
    case when term_months < 2 then 'monthly' else 'longer' end as term_class,
    arr_due::decimal(18, 4) as arr_due, outcome, decided_on::date as decided_on,
    case when outcome = 'churned' then renewal_on::date end as churned_on, false as is_early,
    coalesce(decided_on < renewal_on, false) as is_early_renewal,
    decided_on <= renewal_on as is_on_time, renewal_on < '2025-03-16' as is_due,
    arr_after::decimal(18, 4) as arr_after,
    case when outcome <> 'open' then least(arr_due, arr_after) end::decimal(18, 4) as renewed_arr,
    (greatest(arr_after - arr_due, 0) * 0.25)::decimal(18, 4) as uplift_price,
    (greatest(arr_after - arr_due, 0) * 0.75)::decimal(18, 4) as uplift_volume,
    region, country, industry, size, plan, tier, csm_id, ultimate_parent_id, segments
from (values
    ('a1', 's1', '2025-01-14', 12, 12000, 'expanded', '2025-01-14', 14400),
    ('a2', 's2', '2025-02-07', 3, 6000, 'downsold', '2025-02-18', 3600),
    ('a3', 's3', '2025-02-01', 2, 9600, 'churned', '2025-03-03', 0),
    ('a4', 's5', '2025-03-20', 1, 1800, 'open', null, null),
    ('a4', 's4', '2024-12-20', 1, 1200, 'renewed', '2024-12-18', 1200)
) as renewals (account_id, subscription_id, renewal_on, term_months, arr_due, outcome, decided_on,
    arr_after)
inner join marts.accounts using (account_id)
