/*---
title: Days since executive contact
says: >-
  Whole days from the last contact that was held with an executive of the account to the month's
  snapshot; no row before the first one.
unit: days
direction: lower_is_better
provenance: product
entities: [activities, contacts]
grain: [account_id, month]
source: [config.activity_kinds, config.run, core.month_spine, staging.activities, staging.contacts]
checks: [value >= 0]
section: 4
incremental: month
---*/
with contacts as (
    select activities.account_id, activities.occurred_at
    from staging.activities
    join config.activity_kinds as kinds on kinds.kind = activities.kind and kinds.is_contact
    join staging.contacts as people
        on people.contact_id = activities.contact_id
        and people.is_executive
    where coalesce(activities.status, 'held') = 'held'
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
