/*---
grain: [metric, account_id, month]
says: >-
  What each account adds to each metric of waterfall.yml in each month, from the mart and columns
  named there; an account without a value is not there.
unit: { amount: as in config.waterfall_metrics }
source:
  - core.account_months
  - marts.account_metrics
  - config.waterfall_columns
  - config.run
section: 11
incremental: month
---*/
with amounts as (
    select
        waterfall_columns.metric,
        months.account_id,
        months.month,
        waterfall_columns.times * case waterfall_columns.column_name
            when 'arr' then months.arr
            when 'mrr' then months.mrr
            when 'seats' then cast(months.seats as decimal(18, 4))
            when 'mrr_opening' then months.mrr_opening
            when 'mrr_new' then months.mrr_new
            when 'mrr_reactivation' then months.mrr_reactivation
            when 'mrr_expansion' then months.mrr_expansion
            when 'mrr_contraction' then months.mrr_contraction
            when 'mrr_churn' then months.mrr_churn
        end as amount
    from core.account_months as months
    join config.waterfall_columns on waterfall_columns.mart = 'account_months'
    where months.month >= (select recompute_from from config.run)
    union all
    select
        waterfall_columns.metric,
        metrics.account_id,
        metrics.month,
        waterfall_columns.times * cast(metrics.value as decimal(18, 4))
    from marts.account_metrics as metrics
    join config.waterfall_columns
        on waterfall_columns.mart = 'account_metrics'
        and waterfall_columns.column_name = metrics.metric
    where metrics.month >= (select recompute_from from config.run)
)

select
    metric,
    account_id,
    month,
    cast(sum(amount) as decimal(28, 6)) as amount
from amounts
where amount is not null
group by metric, account_id, month
