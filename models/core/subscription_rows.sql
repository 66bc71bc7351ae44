/*---
grain: [subscription_id, version_no]
says: >-
  What the sources state about each subscription and from when to when: its history of versions
  where there is one, the later version winning from its start, else its current row alone.
unit: { starts_at: UTC timestamp, replaced_at: UTC timestamp }
source: [staging.subscription_versions, staging.subscriptions]
section: 2
---*/
with histories as (
    select
        subscription_id,
        row_number() over by_time as version_no,
        account_id,
        plan,
        product,
        status,
        valid_from,
        valid_to,
        lead(valid_from) over by_time as next_from,
        lag(status) over by_time as previous_status,
        lead(status) over by_time as next_status,
        -- equal within a run of versions of which none but the first may be something else
        count(*) filter (where status is distinct from 'past_due') over by_time as past_due_run,
        started_at,
        ended_at,
        cancelled_at,
        trial_start,
        trial_end,
        term_start,
        term_end,
        billing_interval,
        billing_interval_count,
        quantity,
        unit_amount,
        amount,
        mrr,
        discount_percent,
        discount_amount,
        discount_ends_at,
        currency,
        paused_from,
        paused_until,
        past_due_since
    from staging.subscription_versions
    window by_time as (
        partition by subscription_id
        order by valid_from, updated_at nulls first, version_id
    )
),

versions as (
    select
        *,
        min(valid_from) filter (where status = 'past_due') over (
            partition by subscription_id, past_due_run
        ) as past_due_from
    from histories
),

known as (
    select distinct subscription_id
    from staging.subscription_versions
)

select
    subscription_id,
    version_no,
    account_id,
    plan,
    product,
    status,
    greatest(valid_from, coalesce(started_at, valid_from)) as starts_at,
    least(coalesce(valid_to, next_from), coalesce(next_from, valid_to)) as replaced_at,
    coalesce(previous_status = 'paused', false) as is_after_pause,
    case when next_status = 'paused' then cast(next_from as date) end as pauses_on,
    -- a status of a version is dated by the version
    case when status in ('cancelled', 'expired') then coalesce(term_end, valid_from) end
        as lapses_at,
    case when status = 'paused' then coalesce(paused_from, valid_from) else paused_from end
        as paused_from,
    paused_until,
    past_due_since,
    past_due_from,
    ended_at,
    cancelled_at,
    trial_start,
    trial_end,
    term_start,
    term_end,
    billing_interval,
    billing_interval_count,
    quantity,
    unit_amount,
    amount,
    mrr,
    discount_percent,
    discount_amount,
    discount_ends_at,
    currency
from versions

union all

select
    subscriptions.subscription_id,
    1,
    subscriptions.account_id,
    subscriptions.plan,
    subscriptions.product,
    subscriptions.status,
    subscriptions.started_at,
    cast(null as timestamp),
    false,
    cast(null as date),
    case when subscriptions.status in ('cancelled', 'expired') then subscriptions.term_end end,
    case
        when subscriptions.status = 'paused'
            then coalesce(
                subscriptions.paused_from, subscriptions.updated_at, subscriptions.started_at
            )
        else subscriptions.paused_from
    end,
    subscriptions.paused_until,
    subscriptions.past_due_since,
    cast(null as timestamp),
    subscriptions.ended_at,
    subscriptions.cancelled_at,
    subscriptions.trial_start,
    subscriptions.trial_end,
    subscriptions.term_start,
    subscriptions.term_end,
    subscriptions.billing_interval,
    subscriptions.billing_interval_count,
    subscriptions.quantity,
    subscriptions.unit_amount,
    subscriptions.amount,
    subscriptions.mrr,
    subscriptions.discount_percent,
    subscriptions.discount_amount,
    subscriptions.discount_ends_at,
    subscriptions.currency
from staging.subscriptions
left join known on known.subscription_id = subscriptions.subscription_id
where known.subscription_id is null
