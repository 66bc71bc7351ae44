/*---
grain: [metric, period]
says: >-
  What the company was worth in each closed month and what it invoiced, the figures that are
  watched for changes; what is invoiced is watched where there is a source of invoice lines.
unit: { value: reporting currency (per month for MRR) or accounts }
source: [core.account_months, marts.revenue_months, config.entities, config.run]
section: 15
---*/
with months as (
    select
        month,
        sum(mrr) as mrr,
        sum(mrr_new) as mrr_new,
        sum(mrr_reactivation) as mrr_reactivation,
        sum(mrr_expansion) as mrr_expansion,
        sum(mrr_contraction) as mrr_contraction,
        sum(mrr_churn) as mrr_churn,
        count(*) filter (where is_customer) as customers
    from core.account_months
    where is_closed
    group by month
),

revenue as (
    select
        revenue_months.month,
        revenue_months.recurring_revenue,
        revenue_months.usage_revenue,
        revenue_months.one_time_revenue,
        revenue_months.credits,
        revenue_months.invoiced,
        revenue_months.collected
    from marts.revenue_months
    cross join config.run
    where revenue_months.month + interval 1 month <= run.as_of
    union all
    -- a month without a line is a zero that may change, not a figure that nobody watched
    select months.month, 0, 0, 0, 0, 0, 0
    from months
    join config.entities on entities.entity = 'invoice_lines' and entities.is_configured
),

revenue_totals as (
    select
        month,
        sum(recurring_revenue) as recurring_revenue,
        sum(usage_revenue) as usage_revenue,
        sum(one_time_revenue) as one_time_revenue,
        sum(credits) as credits,
        sum(invoiced) as invoiced,
        sum(collected) as collected
    from revenue
    group by month
),

figures as (
    select 'mrr' as metric, month as period, mrr as value from months
    union all
    select 'mrr_new', month, mrr_new from months
    union all
    select 'mrr_reactivation', month, mrr_reactivation from months
    union all
    select 'mrr_expansion', month, mrr_expansion from months
    union all
    select 'mrr_contraction', month, mrr_contraction from months
    union all
    select 'mrr_churn', month, mrr_churn from months
    union all
    select 'customers', month, customers from months
    union all
    select 'recurring_revenue', month, recurring_revenue from revenue_totals
    union all
    select 'usage_revenue', month, usage_revenue from revenue_totals
    union all
    select 'one_time_revenue', month, one_time_revenue from revenue_totals
    union all
    select 'credits', month, credits from revenue_totals
    union all
    select 'invoiced', month, invoiced from revenue_totals
    union all
    select 'collected', month, collected from revenue_totals
)

select
    metric,
    period,
    cast(value as decimal(18, 4)) as value
from figures
