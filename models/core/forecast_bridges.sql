/*---
grain: [vintage_to, period, account_id]
says: >-
  Why a vintage expects another ARR of an account at the end of a period than the vintage a month
  before: each effect is what the forecast changes by when that input alone is brought up to date,
  one after the other; what is left is what probabilities were relearned by.
unit:
  amount_from: reporting currency per year
  amount_to: reporting currency per year
  decided: reporting currency per year
  status_moved: reporting currency per year
  arr_due_changed: reporting currency per year
  dates_moved: reporting currency per year
  relearned: reporting currency per year
  accounts_changed: reporting currency per year
source:
  - marts.forecast_months
  - core.forecast_positions
  - core.forecast_paths
  - core.forecast_vintages
  - config.run
section: 11
checks:
  - >-
    decided + status_moved + arr_due_changed + dates_moved + relearned + accounts_changed
    = amount_to - amount_from
incremental: month
---*/
with vintages as (
    select month as vintage_from, cast(month + interval 1 month as date) as vintage_to
    from core.forecast_vintages
    where cast(month + interval 1 month as date) in (
        select month
        from core.forecast_vintages
        where month >= (select recompute_from from config.run)
    )
),

-- a line of contracts as one position, at the terms of its largest subscription
lines as (
    select
        month,
        account_id,
        line_id,
        sum(arr) as arr,
        arg_max(status, (arr, subscription_id)) as status,
        arg_max(term_months, (arr, subscription_id)) as term_months,
        arg_max(least(first_lead, 13), (arr, subscription_id)) as first_lead,
        arg_max(lost_lead, (arr, subscription_id)) as lost_lead
    from core.forecast_positions
    where month
        >= (select cast(recompute_from - interval 1 month as date) from config.run)
    group by month, account_id, line_id
),

paired as (
    select
        vintages.vintage_from,
        vintages.vintage_to,
        before.account_id,
        before.arr as arr_before,
        coalesce(later.arr, 0) as arr_later,
        later.line_id is null as is_gone,
        before.status as status_before,
        later.status as status_later,
        before.term_months as term_before,
        later.term_months as term_later,
        before.first_lead as first_before,
        least(later.first_lead + 1, 13) as first_later,
        before.lost_lead as lost_before,
        later.lost_lead as lost_later
    from vintages
    join lines as before on before.month = vintages.vintage_from
    left join lines as later
        on later.month = vintages.vintage_to
        and later.account_id = before.account_id
        and later.line_id = before.line_id
),

-- paths of the vintage before, once the month between has passed: what was alive after it is alive
passed as (
    select
        paths.month as vintage_from,
        paths.term_months,
        paths.first_lead,
        paths.lost_lead,
        paths.status,
        cast(paths.month + to_months(paths.lead_months) as date) as period,
        paths.left_after,
        case
            when first_month.left_after > 0 then paths.left_after / first_month.left_after
            else paths.left_after
        end as left_given_alive
    from core.forecast_paths as paths
    join core.forecast_paths as first_month
        on first_month.month = paths.month
        and first_month.term_months = paths.term_months
        and first_month.first_lead = paths.first_lead
        and first_month.lost_lead = paths.lost_lead
        and first_month.status = paths.status
        and first_month.lead_months = 1
    where paths.lead_months >= 2
        and paths.month
            >= (select cast(recompute_from - interval 1 month as date) from config.run)
),

stepped as (
    select
        paired.vintage_from,
        paired.vintage_to,
        own.period,
        paired.account_id,
        cast(paired.arr_before as double) as arr_before,
        cast(paired.arr_later as double) as arr_later,
        own.left_after as left_before,
        case
            when paired.is_gone then 0
            when paired.lost_later >= 0
                then cast(
                    own.period < paired.vintage_to + to_months(paired.lost_later) as integer
                )
            else own.left_given_alive
        end as left_decided,
        paired.is_gone or paired.lost_later >= 0 as is_settled,
        moved.left_given_alive as left_moved,
        dated.left_given_alive as left_dated
    from paired
    join passed as own
        on own.vintage_from = paired.vintage_from
        and own.term_months = paired.term_before
        and own.first_lead = paired.first_before
        and own.lost_lead = paired.lost_before
        and own.status = paired.status_before
    left join passed as moved
        on moved.vintage_from = paired.vintage_from
        and moved.term_months = paired.term_before
        and moved.first_lead = paired.first_before
        and moved.lost_lead = paired.lost_before
        and moved.status = paired.status_later
        and moved.period = own.period
    left join passed as dated
        on dated.vintage_from = paired.vintage_from
        and dated.term_months = paired.term_later
        and dated.first_lead = paired.first_later
        and dated.lost_lead = paired.lost_later
        and dated.status = paired.status_later
        and dated.period = own.period
),

-- a renewal a term before now lies in the past: the path that is dated from it stays the same
effects as (
    select
        vintage_from,
        vintage_to,
        period,
        account_id,
        arr_before * (left_decided - left_before) as decided,
        case
            when is_settled then 0
            else arr_before * (coalesce(left_moved, left_decided) - left_decided)
        end as status_moved,
        case
            when is_settled then (arr_later - arr_before) * left_decided
            else (arr_later - arr_before) * coalesce(left_moved, left_decided)
        end as arr_due_changed,
        case
            when is_settled then 0
            else arr_later * (
                coalesce(left_dated, left_moved, left_decided)
                - coalesce(left_moved, left_decided)
            )
        end as dates_moved
    from stepped
),

-- each vintage as the one before and as the one after, what moved between them, and contracts of a
-- known account that the vintage before did not know: rows that are only added up, once, because
-- tables of all accounts, vintages and periods beside each other would not fit into memory
parts as (
    select
        vintages.vintage_to,
        months.period,
        months.account_id,
        months.retained_arr as amount_from,
        null as amount_to,
        null as decided,
        null as status_moved,
        null as arr_due_changed,
        null as dates_moved
    from vintages
    join marts.forecast_months as months on months.vintage = vintages.vintage_from
    where months.period > vintages.vintage_to
    union all
    select
        vintages.vintage_to,
        months.period,
        months.account_id,
        null,
        months.retained_arr,
        null,
        null,
        null,
        null
    from vintages
    join marts.forecast_months as months on months.vintage = vintages.vintage_to
    where months.period > vintages.vintage_to
        and months.period <= vintages.vintage_from + interval 12 month
    union all
    select
        vintage_to,
        period,
        account_id,
        null,
        null,
        cast(decided as decimal(18, 4)),
        cast(status_moved as decimal(18, 4)),
        cast(arr_due_changed as decimal(18, 4)),
        cast(dates_moved as decimal(18, 4))
    from effects
    union all
    select
        vintages.vintage_to,
        cast(paths.month + to_months(paths.lead_months) as date),
        later.account_id,
        null,
        null,
        null,
        null,
        cast(cast(later.arr as double) * paths.left_after as decimal(18, 4)),
        null
    from vintages
    join lines as later on later.month = vintages.vintage_to
    left join lines as before
        on before.month = vintages.vintage_from
        and before.account_id = later.account_id
        and before.line_id = later.line_id
    join core.forecast_paths as paths
        on paths.month = later.month
        and paths.term_months = later.term_months
        and paths.first_lead = later.first_lead
        and paths.lost_lead = later.lost_lead
        and paths.status = later.status
    where before.line_id is null and paths.lead_months between 1 and 11
),

summed as (
    select
        vintage_to,
        period,
        account_id,
        cast(sum(amount_from) as decimal(18, 4)) as amount_from,
        cast(sum(amount_to) as decimal(18, 4)) as amount_to,
        cast(coalesce(sum(decided), 0) as decimal(18, 4)) as decided,
        cast(coalesce(sum(status_moved), 0) as decimal(18, 4)) as status_moved,
        cast(coalesce(sum(arr_due_changed), 0) as decimal(18, 4)) as arr_due_changed,
        cast(coalesce(sum(dates_moved), 0) as decimal(18, 4)) as dates_moved
    from parts
    group by vintage_to, period, account_id
),

joined as (
    select
        cast(vintage_to - interval 1 month as date) as vintage_from,
        vintage_to,
        period,
        account_id,
        coalesce(amount_from, 0) as amount_from,
        coalesce(amount_to, 0) as amount_to,
        amount_from is not null and amount_to is not null as is_in_both,
        decided,
        status_moved,
        arr_due_changed,
        dates_moved
    from summed
    where amount_from is not null or amount_to is not null
)

select
    vintage_from,
    vintage_to,
    vintage_to as month,
    period,
    account_id,
    cast(amount_from as decimal(18, 4)) as amount_from,
    cast(amount_to as decimal(18, 4)) as amount_to,
    cast(case when is_in_both then decided else 0 end as decimal(18, 4)) as decided,
    cast(case when is_in_both then status_moved else 0 end as decimal(18, 4)) as status_moved,
    cast(case when is_in_both then arr_due_changed else 0 end as decimal(18, 4))
        as arr_due_changed,
    cast(case when is_in_both then dates_moved else 0 end as decimal(18, 4)) as dates_moved,
    cast(
        case
            when is_in_both
                then amount_to - amount_from - decided - status_moved - arr_due_changed
                    - dates_moved
            else 0
        end as decimal(18, 4)
    ) as relearned,
    cast(case when is_in_both then 0 else amount_to - amount_from end as decimal(18, 4))
        as accounts_changed
from joined
