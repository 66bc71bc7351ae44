/*---
grain: [month, segment, vintage]
says: >-
  What became, by the end of a closed month, of the accounts that a vintage of one to twelve months
  before counted: each kept at most what it paid then. Missing is what the last two month
  ends had lacked of it, regained what of that came back in the month.
unit:
  retained_arr: reporting currency per year
  expansion_arr: reporting currency per year
  missing: accounts
  missing_arr: reporting currency per year
  regained_arr: reporting currency per year
source:
  - core.account_months
  - core.account_segments
  - core.forecast_vintages
  - config.forecast_leads
  - config.run
section: 10
checks: [retained_arr >= 0, regained_arr >= 0 and regained_arr <= missing_arr]
incremental: month
---*/
with openings as (
    select
        account_id,
        month,
        is_closed,
        arr,
        mrr_opening * 12 as arr_before,
        12 * greatest(
            mrr_opening, lag(mrr_opening) over (partition by account_id order by month)
        ) as stood,
        mrr_expansion * 12 as expansion_arr
    from core.account_months
    where month >= (select cast(recompute_from - interval 1 month as date) from config.run)
)

select
    periods.month,
    segments.segment,
    vintages.month as vintage,
    leads.lead_months,
    cast(sum(began.arr) as decimal(18, 4)) as arr,
    cast(sum(periods.arr) as decimal(18, 4)) as arr_now,
    cast(sum(least(began.arr, periods.arr)) as decimal(18, 4)) as retained_arr,
    cast(sum(least(began.arr, periods.arr_before)) as decimal(18, 4)) as retained_before,
    cast(sum(periods.expansion_arr) as decimal(18, 4)) as expansion_arr,
    count(*) filter (where periods.stood < began.arr) as missing,
    cast(sum(began.arr - least(began.arr, periods.stood)) as decimal(18, 4)) as missing_arr,
    cast(
        sum(greatest(0, least(began.arr, periods.arr) - periods.stood)) as decimal(18, 4)
    ) as regained_arr
from core.forecast_vintages as vintages
join config.forecast_leads as leads on leads.lead_months >= 1
join core.account_months as began
    on began.month = vintages.month
    and began.mrr > 0
join core.account_segments as segments
    on segments.account_id = began.account_id
    and segments.month = began.month
join openings as periods
    on periods.account_id = began.account_id
    and periods.month = cast(vintages.month + to_months(leads.lead_months) as date)
where not vintages.is_provisional
    and periods.is_closed
    and periods.month >= (select recompute_from from config.run)
group by periods.month, segments.segment, vintages.month, leads.lead_months
