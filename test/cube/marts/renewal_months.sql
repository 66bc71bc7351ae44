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
    any_value(csm_id) as csm_id, any_value(ultimate_parent_id) as ultimate_parent_id,
    any_value(segments) as segments
from events inner join marts.accounts using (account_id)
group by account_id, month, term_class
