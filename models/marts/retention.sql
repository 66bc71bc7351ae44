/*---
grain: [account_id, month, window_months]
says: >-
  What became, by the end of a closed month, of each account that paid when the window began so
  many months before; the attributes are those of that beginning.
unit:
  mrr_then: reporting currency per month
  mrr_now: reporting currency per month
  mrr_retained: reporting currency per month
source:
  - core.account_months
  - core.account_attributes
  - core.segment_lists
  - config.retention_windows
  - config.run
section: 2
checks: [mrr_then > 0, mrr_retained <= mrr_then, mrr_retained <= mrr_now]
incremental: month
---*/
-- the month in which a window ends that began at the end of this one
with begun as (
    select
        months.account_id,
        cast(months.month + to_months(windows.window_months) as date) as month,
        windows.window_months,
        months.mrr as mrr_then,
        months.is_customer as was_customer,
        attributes.region,
        attributes.country,
        attributes.industry,
        attributes.size,
        attributes.plan,
        attributes.tier,
        attributes.csm_id,
        attributes.ultimate_parent_id,
        attributes.health_status,
        attributes.maturity_stage,
        attributes.journey_stage,
        lists.segments
    from core.account_months as months
    join core.account_attributes as attributes
        on attributes.account_id = months.account_id
        and attributes.month = months.month
    left join core.segment_lists as lists
        on lists.account_id = months.account_id
        and lists.month = months.month
    cross join config.retention_windows as windows
    where months.mrr > 0
),

ended as (
    select account_id, month, mrr, is_customer, ultimate_parent_id
    from core.account_months
    where is_closed and month >= (select recompute_from from config.run)
),

-- a parent is lost when nothing of it pays any more, a subsidiary won since included
parents as (
    select ultimate_parent_id, month, max(mrr) = 0 as is_parent_lost
    from ended
    group by ultimate_parent_id, month
)

select
    replace(begun.account_id, '/', '%2F') || '/' || strftime(begun.month, '%Y-%m')
        || '/' || begun.window_months as retention_id,
    begun.account_id,
    begun.month,
    begun.window_months,
    begun.mrr_then,
    ended.mrr as mrr_now,
    least(begun.mrr_then, ended.mrr) as mrr_retained,
    begun.was_customer,
    ended.is_customer,
    ended.mrr = 0 as is_lost,
    parents.is_parent_lost,
    begun.region,
    begun.country,
    begun.industry,
    begun.size,
    begun.plan,
    begun.tier,
    begun.csm_id,
    begun.ultimate_parent_id,
    begun.health_status,
    begun.maturity_stage,
    begun.journey_stage,
    begun.segments
from begun
join ended
    on ended.account_id = begun.account_id
    and ended.month = begun.month
join parents
    on parents.ultimate_parent_id = ended.ultimate_parent_id
    and parents.month = ended.month
