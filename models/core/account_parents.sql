/*---
grain: [account_id]
says: The account at the top of each account's line of parents; itself when it has none.
source: [staging.accounts]
section: 1
checks: [ultimate_parent_id is not null]
---*/
with recursive parents as (
    select account_id, arg_max(parent_id, coalesce(valid_from, timestamp '0001-01-01')) as parent_id
    from staging.accounts
    group by account_id
),

-- union, not union all: accounts that are each other's parents end the climb
ancestors as (
    select account_id, account_id as ancestor_id
    from parents
    union
    select ancestors.account_id, parents.parent_id as ancestor_id
    from ancestors
    join parents on parents.account_id = ancestors.ancestor_id
    where parents.parent_id is not null
),

tops as (
    select ancestors.account_id, min(ancestors.ancestor_id) as top_id
    from ancestors
    left join parents on parents.account_id = ancestors.ancestor_id
    where parents.parent_id is null or parents.parent_id = parents.account_id
    group by ancestors.account_id
),

loops as (
    select account_id, min(ancestor_id) as lowest_id
    from ancestors
    group by account_id
)

select
    loops.account_id,
    coalesce(tops.top_id, loops.lowest_id) as ultimate_parent_id
from loops
left join tops on tops.account_id = loops.account_id
