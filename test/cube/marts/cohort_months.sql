with firsts as (
    select account_id, size, min(month) as cohort_month, arg_min(mrr, month) as mrr_start
    from marts.account_months group by account_id, size
),
segments as (
    select account_id, cohort_month, mrr_start, unnest(['all', size]) as segment from firsts
)
select
    strftime(cohort_month, '%Y-%m') || '/' || datediff('month', cohort_month, month) || '/' || segment
        as cohort_month_id, cohort_month,
    datediff('month', cohort_month, month)::integer as months_since, segment, count(*) as accounts,
    count(*) filter (mrr > 0) as accounts_retained, sum(mrr_start)::decimal(18, 4) as mrr_start,
    sum(least(mrr_start, mrr))::decimal(18, 4) as mrr_retained, sum(mrr)::decimal(18, 4) as mrr_now
from segments inner join marts.account_months as months on months.account_id = segments.account_id
where is_closed
group by cohort_month, month, segment
