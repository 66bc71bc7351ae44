/*---
grain: [account_id, month, feature]
says: >-
  Each feature that an account used in a month: by how many users, how often, and when the account
  used it for the first time. Users are unknown where no event names one.
unit: { users: users, events: events }
source: [core.feature_uses, config.key_features, config.run]
checks: [events > 0, first_used_on < month + interval 1 month]
section: 16
incremental: month
---*/
with uses as (
    select
        account_id,
        month,
        feature,
        users,
        events,
        min(first_used_on) over (partition by account_id, feature order by month)
            as first_used_on
    from core.feature_uses
)

select
    concat_ws(
        '/',
        replace(uses.account_id, '/', '%2F'),
        strftime(uses.month, '%Y-%m'),
        replace(uses.feature, '/', '%2F')
    ) as feature_month_id,
    uses.account_id,
    uses.month,
    uses.feature,
    coalesce(key_features.title, uses.feature) as title,
    key_features.feature is not null as is_key_feature,
    uses.users,
    uses.events,
    uses.first_used_on
from uses
left join config.key_features on key_features.feature = uses.feature
where uses.month >= (select recompute_from from config.run)
