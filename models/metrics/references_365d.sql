/*---
title: References, 365 days
says: References that the account gave in the 365 days before the month's snapshot.
unit: references
direction: higher_is_better
window_days: 365
provenance: product
entities: [activities]
grain: [account_id, month]
source: [staging.activities, core.month_spine, config.entities, config.run]
checks: [value >= 0]
section: 4
incremental: month
---*/
with months as (
    select spine.account_id, spine.month, spine.snapshot_at
    from core.month_spine as spine
    join config.entities on entities.entity = 'activities' and entities.is_configured
    where spine.month >= (select recompute_from from config.run)
)

select
    months.account_id,
    months.month,
    cast(count(given.activity_id) as double) as value
from months
left join staging.activities as given
    on given.account_id = months.account_id
    and given.occurred_at >= months.snapshot_at - interval 365 day
    and given.occurred_at < months.snapshot_at
    and given.kind = 'reference'
    and coalesce(given.status, 'held') = 'held'
group by months.account_id, months.month
