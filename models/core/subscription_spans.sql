/*---
grain: [subscription_id, version_no]
says: >-
  From when to when each version of a subscription may carry MRR, and the days inside that a trial,
  a pause or the end of a discount sets apart; what would happen at as_of or later has not happened.
source: [core.subscription_rows, staging.invoice_lines, config.run, config.revenue]
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

-- the first of the ways in which a version ends
ends as (
    select
        subscriptions.*,
        least(
            coalesce(subscriptions.replaced_at, timestamp '9999-12-31'),
            coalesce(subscriptions.ended_at, subscriptions.lapses_at, timestamp '9999-12-31'),
            case
                when revenue.churn_date = 'cancelled_at' and subscriptions.cancelled_at is not null
                    then subscriptions.cancelled_at
                else timestamp '9999-12-31'
            end,
            case
                when subscriptions.status = 'past_due' and revenue.past_due = 'churn_after_days'
                    then coalesce(
                        coalesce(
                            subscriptions.past_due_since,
                            oldest_unpaid.due_at,
                            subscriptions.past_due_from
                        ) + revenue.past_due_days * interval 1 day,
                        timestamp '9999-12-31'
                    )
                else timestamp '9999-12-31'
            end
        ) as ends_at
    from core.subscription_rows as subscriptions
    cross join config.revenue
    left join oldest_unpaid on oldest_unpaid.subscription_id = subscriptions.subscription_id
)

select
    subscriptions.subscription_id,
    subscriptions.version_no,
    cast(subscriptions.starts_at as date) as starts_on,
    case when subscriptions.ends_at < run.as_of then cast(subscriptions.ends_at as date) end
        as ends_on,
    case
        when subscriptions.trial_end is not null
            then cast(coalesce(subscriptions.trial_start, subscriptions.starts_at) as date)
    end as trial_from_on,
    case
        when subscriptions.trial_end < run.as_of then cast(subscriptions.trial_end as date)
    end as trial_until_on,
    case
        when revenue.paused = 'keeps' then null
        when subscriptions.paused_from < run.as_of then cast(subscriptions.paused_from as date)
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
from ends as subscriptions
cross join config.run
cross join config.revenue
where subscriptions.starts_at < run.as_of
    and (
        subscriptions.status is null
        or subscriptions.status not in ('trialing', 'unpaid', 'incomplete')
    )
