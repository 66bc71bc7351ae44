/*---
title: Sponsor in place
says: >-
  1 where a sponsor is known who came before the month's snapshot and had not left by then, else 0;
  no row where no contact of any account is said to be a sponsor or not.
unit: 0 or 1
direction: higher_is_better
provenance: product
entities: [contacts]
grain: [account_id, month]
source: [staging.contacts, core.month_spine, config.entities, config.run]
checks: [value between 0 and 1]
section: 4
incremental: month
---*/
with months as (
    select spine.account_id, spine.month, spine.snapshot_at
    from core.month_spine as spine
    join config.entities on entities.entity = 'contacts' and entities.is_configured
    where exists (select 1 from staging.contacts where is_sponsor is not null)
        and spine.month >= (select recompute_from from config.run)
)

select
    months.account_id,
    months.month,
    case when count(people.contact_id) > 0 then 1.0 else 0.0 end as value
from months
left join staging.contacts as people
    on people.account_id = months.account_id
    and people.is_sponsor
    and coalesce(people.since, timestamp '-infinity') < months.snapshot_at
    and coalesce(people.left_at, timestamp 'infinity') >= months.snapshot_at
group by months.account_id, months.month
