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
-- accounts are paired with up to twelve months of theirs: numbers are cheaper keys than names
with accounts as materialized (
    select account_id, row_number() over () * 10000 as account_no
    from core.account_months
    group by account_id
),

months as materialized (
    select
        accounts.account_no + datediff('month', date '1970-01-01', months.month) as account_month,
        months.account_id,
        months.month,
        months.is_closed,
        months.arr,
        months.mrr_opening * 12 as arr_before,
        12 * greatest(
            months.mrr_opening,
            lag(months.mrr_opening) over (partition by accounts.account_no order by months.month)
        ) as stood,
        months.mrr_expansion * 12 as expansion_arr
    from core.account_months as months
    join accounts on accounts.account_id = months.account_id
    where months.month
        >= (select cast(recompute_from - interval 12 month as date) from config.run)
),

-- materialized, or segments are looked up anew for each of the twelve months
began as materialized (
    select months.account_month, months.month, months.arr, segments.segment
    from months
    join core.forecast_vintages as vintages on vintages.month = months.month
    join core.account_segments as segments
        on segments.account_id = months.account_id
        and segments.month = months.month
    where months.arr > 0 and not vintages.is_provisional
),

ahead as materialized (
    select
        began.account_month + leads.lead_months as account_month,
        began.month as vintage,
        began.segment,
        began.arr,
        leads.lead_months
    from began
    cross join config.forecast_leads as leads
    where leads.lead_months >= 1
),

periods as materialized (
    select account_month, month, arr, arr_before, stood, expansion_arr
    from months
    where is_closed and month >= (select recompute_from from config.run)
)

select
    periods.month,
    began.segment,
    began.vintage,
    began.lead_months,
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
from ahead as began
join periods on periods.account_month = began.account_month
group by periods.month, began.segment, began.vintage, began.lead_months
