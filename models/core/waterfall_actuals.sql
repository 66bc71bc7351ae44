/*---
grain: [metric, segment, month]
says: >-
  What came of each metric of waterfall.yml in each closed month over all accounts of a segment;
  an account counts in the segments that it was in as the month began, a new one in its first.
unit: { actual: as in config.waterfall_metrics }
source:
  - core.waterfall_figures
  - core.account_months
  - core.account_segments
  - config.waterfall_metrics
  - config.run
section: 11
incremental: month
---*/
with months as (
    select
        account_id,
        month,
        coalesce(
            lag(month) over (partition by account_id order by month), month
        ) as attributes_month
    from core.account_months
    where is_closed
        and month >= (select cast(recompute_from - interval 1 month as date) from config.run)
)

select
    figures.metric,
    segments.segment,
    figures.month,
    cast(
        case any_value(metrics.aggregation)
            when 'sum' then cast(sum(figures.amount) as double)
            when 'mean' then avg(figures.amount)
            when 'median' then median(cast(figures.amount as double))
        end as decimal(18, 6)
    ) as actual
from core.waterfall_figures as figures
join config.waterfall_metrics as metrics on metrics.metric = figures.metric
join months
    on months.account_id = figures.account_id
    and months.month = figures.month
join core.account_segments as segments
    on segments.account_id = months.account_id
    and segments.month = months.attributes_month
where figures.month >= (select recompute_from from config.run)
    and segments.month >= (select cast(recompute_from - interval 1 month as date) from config.run)
group by figures.metric, segments.segment, figures.month
