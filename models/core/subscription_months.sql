/*---
grain: [subscription_id, month]
says: What each subscription was worth at each month's snapshot; one row while it is in force.
unit: { mrr: reporting currency per month, mrr_native: own currency per month }
source: [core.subscription_periods, core.month_spine]
section: 2
---*/
with snapshots as (
    select distinct month, snapshot_at
    from core.month_spine
)

select
    periods.subscription_id,
    snapshots.month,
    periods.account_id,
    periods.plan,
    periods.product,
    periods.quantity,
    periods.mrr,
    periods.mrr_native,
    periods.currency
from core.subscription_periods as periods
join snapshots
    on periods.starts_on < snapshots.snapshot_at
    and coalesce(periods.ends_on, date '9999-12-31') >= snapshots.snapshot_at
