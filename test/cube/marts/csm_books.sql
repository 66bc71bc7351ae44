select
    csm_id || '/' || strftime(month, '%Y-%m') as csm_book_id, csm_id, month,
    count(*)::bigint as accounts, count(*) filter (tier = 2) as accounts_onboarding,
    sum(arr)::decimal(18, 4) as arr, (sum(arr) / 12000)::double as arr_to_target_ratio,
    sum(seats * 1.5)::double as hours_needed, 26::double as hours_capacity,
    (sum(seats * 1.5) / 26)::double as load,
    case when sum(arr) > 12000 then 'above' else 'within' end as arr_band,
    case when count(*) < 2 then 'below' else 'within' end as accounts_band
from marts.account_months
where is_customer and csm_id is not null
group by csm_id, month
