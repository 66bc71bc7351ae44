/*---
grain: [metric, period]
says: What the company was worth in each closed month, the figures that are watched for changes.
unit: { value: reporting currency per month or accounts }
source: [marts.account_months]
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
    from marts.account_months
    where is_closed
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
)

select
    metric,
    period,
    cast(value as decimal(18, 4)) as value
from figures
