/*---
grain: [account_id, known_from]
says: >-
  What is known of an account's attributes, and since when; the first version holds for all the
  time before it, and without valid_from there is one version only. Versions from as_of on are not
  seen, save the first.
source: [staging.accounts, config.run]
section: 1
---*/
with versions as (
    select
        account_id,
        name,
        region,
        country,
        industry,
        size,
        csm_id,
        csm_name,
        potential_arr,
        employees,
        coalesce(valid_from, timestamp '0001-01-01') as valid_from
    from staging.accounts
),

seen as (
    select
        account_id,
        name,
        region,
        country,
        industry,
        size,
        csm_id,
        csm_name,
        potential_arr,
        employees,
        valid_from
    from versions
    qualify
        valid_from < (select as_of from config.run)
        or row_number() over (partition by account_id order by valid_from) = 1
),

ordered as (
    select
        account_id,
        name,
        region,
        country,
        industry,
        size,
        csm_id,
        csm_name,
        potential_arr,
        employees,
        valid_from,
        row_number() over by_account as version,
        lead(valid_from) over by_account as next_from
    from seen
    window by_account as (partition by account_id order by valid_from)
)

select
    account_id,
    case when version = 1 then timestamp '0001-01-01' else valid_from end as known_from,
    next_from as known_until,
    name,
    region,
    country,
    industry,
    size,
    csm_id,
    csm_name,
    potential_arr,
    employees
from ordered
