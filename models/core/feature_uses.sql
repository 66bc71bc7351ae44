/*---
grain: [account_id, month, feature]
says: >-
  The use of each feature by each account in a calendar month, made in one pass over the events; an
  event without a feature stands for itself.
unit: { users: users, events: events }
source: [staging.usage_events, config.run]
checks: [events > 0, users is null or users <= events]
section: 16
incremental: month
---*/
with by_user as (
    select
        account_id,
        cast(date_trunc('month', occurred_at) as date) as month,
        coalesce(feature, event) as feature,
        user_id,
        count(*) as events,
        min(occurred_at) as first_used_at
    from staging.usage_events
    where occurred_at >= (select recompute_from from config.run)
    group by
        account_id,
        cast(date_trunc('month', occurred_at) as date),
        coalesce(feature, event),
        user_id
)

select
    account_id,
    month,
    feature,
    nullif(count(user_id), 0) as users,
    cast(sum(events) as bigint) as events,
    cast(min(first_used_at) as date) as first_used_on
from by_user
group by account_id, month, feature
