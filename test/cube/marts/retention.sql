with parents as (
    select ultimate_parent_id, month, max(mrr) = 0 as is_parent_lost
    from marts.account_months group by all
)
select
    began.account_id || '/' || strftime(months.month, '%Y-%m') || '/' || window_months as retention_id,
    began.account_id, months.month, window_months::integer as window_months, began.mrr as mrr_then,
    months.mrr as mrr_now, least(began.mrr, months.mrr) as mrr_retained,
    began.is_customer as was_customer, months.is_customer, months.mrr = 0 as is_lost, is_parent_lost,
    began.region, began.country, began.industry, began.size, began.plan, began.tier, began.csm_id,
    began.ultimate_parent_id, began.health_status, began.maturity_stage, began.journey_stage,
    began.segments
from marts.account_months as began, (values (1), (3)) as windows (window_months)
inner join marts.account_months as months
    on months.month = began.month + to_months(window_months) and months.account_id = began.account_id
inner join parents
    on parents.month = months.month and parents.ultimate_parent_id = months.ultimate_parent_id
where began.mrr > 0 and months.is_closed
