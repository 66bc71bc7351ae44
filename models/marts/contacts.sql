/*---
grain: [contact_id]
says: >-
  Each person that a source names at an account and who came before as_of: role, whether a sponsor
  or an executive, whether still there, and the last contact with them that was held, of the kinds
  that metrics.yml calls contacts. Nothing else about the person.
unit: { days_since_contact: days }
source: [staging.contacts, staging.activities, config.activity_kinds, config.run]
checks: [days_since_contact >= 0, left_on is null = is_current]
section: 16
---*/
with touches as (
    select
        activities.account_id,
        activities.contact_id,
        max(activities.occurred_at) as last_at
    from staging.activities
    cross join config.run
    join config.activity_kinds as kinds on kinds.kind = activities.kind and kinds.is_contact
    where coalesce(activities.status, 'held') = 'held'
        and activities.occurred_at < run.as_of
    group by activities.account_id, activities.contact_id
)

select
    people.contact_id,
    people.account_id,
    people.role,
    people.is_sponsor,
    people.is_executive,
    cast(people.since as date) as since_on,
    case when people.left_at < run.as_of then cast(people.left_at as date) end as left_on,
    coalesce(people.left_at >= run.as_of, true) as is_current,
    cast(touches.last_at as date) as last_contact_on,
    cast(date_sub('day', touches.last_at, run.as_of) as integer) as days_since_contact
from staging.contacts as people
cross join config.run
left join touches
    on touches.contact_id = people.contact_id
    and touches.account_id = people.account_id
where coalesce(people.since, timestamp '-infinity') < run.as_of
