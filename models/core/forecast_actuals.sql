/*---
grain: [month, segment, vintage]
says: >-
  What became, by the end of a closed month, of the accounts that a vintage of one to twelve months
  before counted: each kept at most what it paid then.
unit: { retained_arr: reporting currency per year, expansion_arr: reporting currency per year }
source:
  - core.account_months
  - core.account_segments
  - core.forecast_vintages
  - config.forecast_leads
  - config.run
section: 10
checks: [retained_arr >= 0]
incremental: month
---*/
select
    periods.month,
    segments.segment,
    vintages.month as vintage,
    leads.lead_months,
    cast(sum(began.arr) as decimal(18, 4)) as arr,
    cast(sum(periods.arr) as decimal(18, 4)) as arr_now,
    cast(sum(least(began.arr, periods.arr)) as decimal(18, 4)) as retained_arr,
    cast(sum(least(began.arr, periods.mrr_opening * 12)) as decimal(18, 4)) as retained_before,
    cast(sum(periods.mrr_expansion * 12) as decimal(18, 4)) as expansion_arr
from core.forecast_vintages as vintages
join config.forecast_leads as leads on leads.lead_months >= 1
join core.account_months as began
    on began.month = vintages.month
    and began.mrr > 0
join core.account_segments as segments
    on segments.account_id = began.account_id
    and segments.month = began.month
join core.account_months as periods
    on periods.account_id = began.account_id
    and periods.month = cast(vintages.month + to_months(leads.lead_months) as date)
where not vintages.is_provisional
    and periods.is_closed
    and periods.month >= (select recompute_from from config.run)
group by periods.month, segments.segment, vintages.month, leads.lead_months
