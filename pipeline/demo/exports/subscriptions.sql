-- Billing: amounts in cents, an interval of 1, 3 or 12 months, its own words for status.
select
    subscription_key as id,
    account_key as "Customer ID",
    plan as "Plan",
    product as "Product",
    status as "Status",
    strftime(started_on, '%Y-%m-%d %H:%M') as "Start (UTC)",
    strftime(ended_on, '%Y-%m-%d %H:%M') as "End (UTC)",
    strftime(cancelled_on, '%Y-%m-%d %H:%M') as "Canceled At (UTC)",
    strftime(trial_start, '%Y-%m-%d %H:%M') as "Trial Start (UTC)",
    strftime(trial_end, '%Y-%m-%d %H:%M') as "Trial End (UTC)",
    strftime(term_start, '%Y-%m-%d') as "Contract Start",
    strftime(term_end, '%Y-%m-%d') as "Contract End",
    case when billing_months = 12 then 'yearly' else 'monthly' end as "Interval",
    case when billing_months = 12 then 1 else billing_months end as "Interval Count",
    seats as "Seats",
    unit_cents as "Price per Seat",
    discount_percent as "Discount %",
    discount_cents as "Discount Off",
    strftime(discount_ends_on, '%Y-%m-%d') as "Discount Until",
    'usd' as "Currency",
    case when term_end is null or cancelled_on is not null then 'no' else 'yes' end as "Auto Renew",
    strftime(paused_from, '%Y-%m-%d') as "Paused From",
    strftime(paused_until, '%Y-%m-%d') as "Paused Until",
    strftime(past_due_since, '%Y-%m-%d') as "Past Due Since",
    strftime(
        greatest(
            started_on,
            cancelled_on,
            case when ended_on < getvariable('as_of')::date then ended_on end,
            past_due_since
        ),
        '%Y-%m-%d %H:%M'
    ) as "Updated (UTC)",
from demo.subscriptions
order by started_on, id
