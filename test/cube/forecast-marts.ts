/** Renewals and forecasts of the accounts of the test build, a few rows each. */
export const forecastMartsSql: readonly string[] = [
  `create table marts.renewals as
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
    region, country, industry, size, plan, tier, csm_id, ultimate_parent_id
from (values
    ('a1', 's1', '2025-01-14', 12, 12000, 'expanded', '2025-01-14', 14400),
    ('a2', 's2', '2025-02-07', 3, 6000, 'downsold', '2025-02-18', 3600),
    ('a3', 's3', '2025-02-01', 2, 9600, 'churned', '2025-03-03', 0),
    ('a4', 's5', '2025-03-20', 1, 1800, 'open', null, null),
    ('a4', 's4', '2024-12-20', 1, 1200, 'renewed', '2024-12-18', 1200)
) as renewals (account_id, subscription_id, renewal_on, term_months, arr_due, outcome, decided_on,
    arr_after)
inner join marts.accounts using (account_id)`,
  `create table marts.renewal_months as
with events as (
    select account_id, due_month as month, term_class, 1 as renewals_due,
        (outcome = 'churned')::integer as churned_due, arr_due, coalesce(renewed_arr, 0) as renewed_due,
        coalesce(arr_after, 0) as arr_after_due,
        if(is_on_time, renewed_arr, 0) as renewed_on_time, 0 as renewals_decided,
        0 as renewed_decided, 0 as arr_after_decided
    from marts.renewals where is_due
    union all
    select account_id, decided_month, term_class, 0, 0, 0, 0, 0, 0, 1, renewed_arr, arr_after
    from marts.renewals where decided_on is not null
)
select
    account_id || '/' || strftime(month, '%Y-%m') || '/' || term_class as renewal_month_id,
    account_id, month, term_class, month < date '2025-03-01' as is_closed,
    sum(renewals_due)::bigint as renewals_due, sum(churned_due)::bigint as churned_due,
    sum(arr_due)::decimal(18, 4) as arr_due, sum(renewed_due)::decimal(18, 4) as renewed_due,
    sum(arr_after_due)::decimal(18, 4) as arr_after_due,
    sum(renewed_on_time)::decimal(18, 4) as renewed_on_time,
    sum(renewals_decided)::bigint as renewals_decided,
    sum(renewed_decided)::decimal(18, 4) as renewed_decided,
    sum(arr_after_decided)::decimal(18, 4) as arr_after_decided,
    any_value(region) as region, any_value(country) as country, any_value(industry) as industry,
    any_value(size) as size, any_value(plan) as plan, any_value(tier) as tier,
    any_value(csm_id) as csm_id, any_value(ultimate_parent_id) as ultimate_parent_id
from events inner join marts.accounts using (account_id)
group by account_id, month, term_class`,
];
