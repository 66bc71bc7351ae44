-- Finance: the plan of each year, written at its eve, and the re-plans of the current one.
with vintages as (
    select
        months.month_no as vintage_no,
        months.starts_on as vintage,
        mrr_months.arr_cents / 100 as arr,
    from demo.months as months
    inner join demo.mrr_months as mrr_months using (month_no)
    where months.month_no in (11, 23, 26, 29, 32)
),

spread as (
    select
        vintages.vintage_no,
        vintages.vintage,
        vintages.arr,
        months.starts_on as period,
        months.month_no - vintages.vintage_no as lead_no,
    from vintages
    inner join demo.months as months
        on months.month_no > vintages.vintage_no
        and months.month_no <= least(vintages.vintage_no + 12, 35)
),

planned as (
    select
        vintage,
        period,
        metrics.metric,
        case metrics.metric
            when 'retained_arr' then round(arr * 0.9915 ^ lead_no)
            when 'churned_arr' then round(arr * 0.9915 ^ (lead_no - 1) * 0.0085)
            when 'new_arr' then round(arr * 0.021)
            when 'expansion_arr' then round(arr * 0.011)
            when 'grr' then round(0.88 + 0.01 * (vintage_no % 2), 3)
            when 'nrr' then round(1.05 - 0.01 * (vintage_no % 3), 3)
            else 4.1
        end as planned_value,
    from spread
    cross join (
        values ('retained_arr'), ('churned_arr'), ('new_arr'), ('expansion_arr'), ('grr'), ('nrr'),
        ('csat')
    ) as metrics(metric)
)

select
    metric as "Metric",
    'all' as "Segment",
    strftime(vintage, '%Y-%m') as "Planned In",
    strftime(period, '%Y-%m') as "Month",
    planned_value::decimal(18, 3) as "Value",
from planned
order by "Planned In", "Metric", "Month"
