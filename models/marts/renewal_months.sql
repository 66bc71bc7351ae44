/*---
grain: [account_id, month, term_class]
says: >-
  What fell due in a month and what was decided in it, by account and term class, so that renewal
  rates can be given by due month and by decision month; what is not due by as_of is left out.
unit:
  arr_due: reporting currency per year
  renewed_due: reporting currency per year
  renewed_decided: reporting currency per year
source: [marts.renewals, core.account_months, core.segment_lists, config.run]
section: 9
settles: >-
  A renewal that is decided late counts in the month in which it was due, and one that lapsed for
  want of payment is open again when it is paid.
checks: [renewed_due <= arr_due, renewed_on_time <= renewed_due]
---*/
with events as (
    select
        account_id,
        due_month as month,
        term_class,
        1 as renewals_due,
        cast(outcome = 'churned' as integer) as churned_due,
        arr_due,
        coalesce(renewed_arr, 0) as renewed_due,
        coalesce(arr_after, 0) as arr_after_due,
        case when is_on_time then coalesce(renewed_arr, 0) else 0 end as renewed_on_time,
        0 as renewals_decided,
        0 as renewed_decided,
        0 as arr_after_decided
    from marts.renewals
    where is_due
    union all
    select
        account_id,
        decided_month,
        term_class,
        0,
        0,
        0,
        0,
        0,
        0,
        1,
        renewed_arr,
        arr_after
    from marts.renewals
    where decided_on is not null
),

totals as (
    select
        account_id,
        month,
        term_class,
        cast(sum(renewals_due) as bigint) as renewals_due,
        cast(sum(churned_due) as bigint) as churned_due,
        sum(arr_due) as arr_due,
        sum(renewed_due) as renewed_due,
        sum(arr_after_due) as arr_after_due,
        sum(renewed_on_time) as renewed_on_time,
        cast(sum(renewals_decided) as bigint) as renewals_decided,
        sum(renewed_decided) as renewed_decided,
        sum(arr_after_decided) as arr_after_decided
    from events
    group by account_id, month, term_class
)

select
    replace(totals.account_id, '/', '%2F') || '/' || strftime(totals.month, '%Y-%m')
        || '/' || totals.term_class as renewal_month_id,
    totals.account_id,
    totals.month,
    totals.term_class,
    totals.month + interval 1 month <= run.as_of as is_closed,
    totals.renewals_due,
    totals.churned_due,
    cast(totals.arr_due as decimal(18, 4)) as arr_due,
    cast(totals.renewed_due as decimal(18, 4)) as renewed_due,
    cast(totals.arr_after_due as decimal(18, 4)) as arr_after_due,
    cast(totals.renewed_on_time as decimal(18, 4)) as renewed_on_time,
    totals.renewals_decided,
    cast(totals.renewed_decided as decimal(18, 4)) as renewed_decided,
    cast(totals.arr_after_decided as decimal(18, 4)) as arr_after_decided,
    months.region,
    months.country,
    months.industry,
    months.size,
    months.plan,
    months.tier,
    months.csm_id,
    months.ultimate_parent_id,
    lists.segments
from totals
cross join config.run
left join core.account_months as months
    on months.account_id = totals.account_id
    and months.month = totals.month
left join core.segment_lists as lists
    on lists.account_id = totals.account_id
    and lists.month = totals.month
