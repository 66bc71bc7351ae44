/*---
title: Days since business review
says: >-
  Whole days from the account's last business review that was held to the month's snapshot; no row
  before the first one.
unit: days
direction: lower_is_better
provenance: product
entities: [activities]
grain: [account_id, month]
source: [config.run, core.month_spine, staging.activities]
checks: [value >= 0]
section: 4
incremental: month
---*/
with contacts as (
    select activities.account_id, activities.occurred_at
    from staging.activities
    where coalesce(activities.status, 'held') = 'held'
        and activities.kind = 'business_review'
)

select
    spine.account_id,
    spine.month,
    cast(date_sub('day', max(contacts.occurred_at), any_value(spine.snapshot_at)) as double)
        as value
from core.month_spine as spine
join contacts
    on contacts.account_id = spine.account_id
    and contacts.occurred_at < spine.snapshot_at
where spine.month >= (select recompute_from from config.run)
group by spine.account_id, spine.month
