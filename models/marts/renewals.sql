/*---
grain: [account_id, subscription_id, renewal_on]
says: >-
  Each scheduled end of a term that had begun by as_of: what was due, what became of it and when
  that was decided. Attributes are those of the month before the day it fell due, or the last known.
unit:
  arr_due: reporting currency per year
  arr_after: reporting currency per year
  renewed_arr: reporting currency per year
  uplift_price: reporting currency per year
  uplift_volume: reporting currency per year
  term_months: months
source:
  - core.renewals
  - core.account_months
  - core.segment_lists
  - config.forecast
  - config.run
section: 9
checks:
  - uplift_price + uplift_volume = greatest(0, arr_after - arr_due)
  - is_early is null or not (is_early and is_early_renewal)
---*/
with renewals as (
    select
        renewals.account_id,
        renewals.subscription_id,
        renewals.renewal_on,
        renewals.term_start,
        renewals.term_months,
        case
            when renewals.term_months < forecast.atr_min_term_months then 'monthly'
            else 'longer'
        end as term_class,
        renewals.arr_due,
        renewals.outcome,
        renewals.decided_on,
        renewals.churned_on,
        renewals.is_early,
        renewals.is_early_renewal,
        renewals.is_on_time,
        renewals.renewal_on < cast(run.as_of as date) as is_due,
        renewals.arr_after,
        renewals.renewed_arr,
        -- more seats at the old price, then the new price for all of them
        cast(
            case
                when renewals.arr_after > renewals.arr_due
                    then coalesce(
                        (renewals.quantity_after - renewals.quantity_due)
                        * (cast(renewals.arr_due as double) / nullif(renewals.quantity_due, 0)),
                        0
                    )
                else 0
            end as decimal(18, 4)
        ) as uplift_volume,
        cast(
            date_trunc('month', least(renewals.renewal_on, cast(run.as_of as date)) - 1) as date
        ) as attributes_month
    from core.renewals as renewals
    cross join config.forecast
    cross join config.run
    where renewals.outcome <> 'carried'
)

select
    replace(renewals.account_id, '/', '%2F') || '/' || replace(renewals.subscription_id, '/', '%2F')
        || '/' || strftime(renewals.renewal_on, '%Y-%m-%d') as renewal_id,
    renewals.account_id,
    renewals.subscription_id,
    renewals.renewal_on,
    cast(date_trunc('month', renewals.renewal_on) as date) as due_month,
    cast(date_trunc('month', renewals.decided_on) as date) as decided_month,
    renewals.term_start,
    renewals.term_months,
    renewals.term_class,
    renewals.arr_due,
    renewals.outcome,
    renewals.decided_on,
    renewals.churned_on,
    renewals.is_early,
    renewals.is_early_renewal,
    renewals.is_on_time,
    renewals.is_due,
    renewals.arr_after,
    renewals.renewed_arr,
    cast(
        case
            when renewals.outcome = 'open' then null
            else greatest(0, renewals.arr_after - renewals.arr_due) - renewals.uplift_volume
        end as decimal(18, 4)
    ) as uplift_price,
    case when renewals.outcome <> 'open' then renewals.uplift_volume end as uplift_volume,
    months.region,
    months.country,
    months.industry,
    months.size,
    months.plan,
    months.tier,
    months.csm_id,
    months.ultimate_parent_id,
    lists.segments
from renewals
left join core.account_months as months
    on months.account_id = renewals.account_id
    and months.month = renewals.attributes_month
left join core.segment_lists as lists
    on lists.account_id = renewals.account_id
    and lists.month = renewals.attributes_month
