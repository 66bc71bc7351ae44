/*---
grain: [subscription_id]
says: >-
  From when to when each subscription may carry MRR, and the days inside that a trial, a pause or
  the end of a discount sets apart; what would happen at as_of or later has not happened.
source: [staging.subscriptions, staging.invoice_lines, config.run, config.revenue]
section: 2
---*/
with oldest_unpaid as (
    select invoice_lines.subscription_id, min(invoice_lines.due_at) as due_at
    from staging.invoice_lines
    cross join config.run
    where invoice_lines.due_at < run.as_of
        and (invoice_lines.paid_at is null or invoice_lines.paid_at >= run.as_of)
        and coalesce(invoice_lines.status, '') not in ('paid', 'void')
    group by invoice_lines.subscription_id
),

-- one row per subscription and way of ending
endings as (
    select subscription_id, ended_at as ends_at
    from staging.subscriptions
    union all
    select subscriptions.subscription_id, subscriptions.cancelled_at
    from staging.subscriptions
    cross join config.revenue
    where revenue.churn_date = 'cancelled_at'
    union all
    select subscription_id, term_end
    from staging.subscriptions
    where status in ('cancelled', 'expired') and ended_at is null
    union all
    select
        subscriptions.subscription_id,
        coalesce(subscriptions.past_due_since, oldest_unpaid.due_at)
            + revenue.past_due_days * interval 1 day
    from staging.subscriptions
    cross join config.revenue
    left join oldest_unpaid on oldest_unpaid.subscription_id = subscriptions.subscription_id
    where subscriptions.status = 'past_due' and revenue.past_due = 'churn_after_days'
),

ends as (
    select endings.subscription_id, min(endings.ends_at) as ends_at
    from endings
    cross join config.run
    where endings.ends_at < run.as_of
    group by endings.subscription_id
)

select
    subscriptions.subscription_id,
    cast(subscriptions.started_at as date) as starts_on,
    cast(ends.ends_at as date) as ends_on,
    case
        when subscriptions.trial_end is not null
            then cast(coalesce(subscriptions.trial_start, subscriptions.started_at) as date)
    end as trial_from_on,
    case
        when subscriptions.trial_end < run.as_of then cast(subscriptions.trial_end as date)
    end as trial_until_on,
    case
        when revenue.paused = 'keeps' then null
        when subscriptions.paused_from < run.as_of then cast(subscriptions.paused_from as date)
        when subscriptions.paused_from is null
            and subscriptions.status = 'paused'
            and coalesce(subscriptions.updated_at, subscriptions.started_at) < run.as_of
            then cast(coalesce(subscriptions.updated_at, subscriptions.started_at) as date)
    end as paused_from_on,
    case
        when subscriptions.paused_until < run.as_of then cast(subscriptions.paused_until as date)
    end as paused_until_on,
    case
        when revenue.discounts = 'in_force' and subscriptions.discount_ends_at < run.as_of
            and subscriptions.mrr is null
            and (subscriptions.discount_percent <> 0 or subscriptions.discount_amount <> 0)
            then cast(subscriptions.discount_ends_at as date)
    end as discount_ends_on,
    revenue.discounts = 'in_force'
        or (revenue.discounts = 'only_forever' and subscriptions.discount_ends_at is null)
        as is_discounted
from staging.subscriptions
cross join config.run
cross join config.revenue
left join ends on ends.subscription_id = subscriptions.subscription_id
where subscriptions.status is null
    or subscriptions.status not in ('trialing', 'unpaid', 'incomplete')
