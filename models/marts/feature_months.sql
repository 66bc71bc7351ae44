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
-- the first use of all months was before each of them that has one
with firsts as (
    select account_id, feature, min(first_used_on) as first_used_on
    from core.feature_uses
    group by account_id, feature
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
    firsts.first_used_on
from core.feature_uses as uses
join firsts
    on firsts.account_id = uses.account_id
    and firsts.feature = uses.feature
left join config.key_features on key_features.feature = uses.feature
where uses.month >= (select recompute_from from config.run)
