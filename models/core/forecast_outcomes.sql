/*---
grain: [month, segment, vintage, metric]
says: >-
  What each vintage expected of a closed month beside what came of it, over the accounts that it
  counted.
unit: { forecast: reporting currency per year, actual: reporting currency per year }
source:
  - core.forecast_totals
  - core.forecast_actuals
  - core.forecast_vintages
  - config.run
section: 10
incremental: month
---*/
with actuals as (
    select month, segment, vintage, lead_months, 'retained_arr' as metric, retained_arr as actual
    from core.forecast_actuals
    where month >= (select recompute_from from config.run)
    union all
    select month, segment, vintage, lead_months, 'churned_arr', retained_before - retained_arr
    from core.forecast_actuals
    where month >= (select recompute_from from config.run)
    union all
    select month, segment, vintage, lead_months, 'expansion_arr', expansion_arr
    from core.forecast_actuals
    where month >= (select recompute_from from config.run)
)

select
    actuals.month,
    actuals.segment,
    actuals.vintage,
    actuals.metric,
    actuals.lead_months,
    vintages.origin,
    totals.forecast,
    actuals.actual,
    totals.low_80,
    totals.high_80,
    totals.low_95,
    totals.high_95
from actuals
join core.forecast_vintages as vintages on vintages.month = actuals.vintage
join core.forecast_totals as totals
    on totals.month = actuals.vintage
    and totals.segment = actuals.segment
    and totals.lead_months = actuals.lead_months
    and totals.metric = actuals.metric
