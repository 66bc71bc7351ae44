-- How many events each account has in each month, and where their ids begin.
with scaled as (
    select
        user_months.*,
        getvariable('events')::double / sum(event_weight) over () as events_per_weight,
        floor(
            event_weight * events_per_weight
            + demo.uniform(account * 100 + month_no, 'events')
        )::bigint as events,
    from demo.user_months as user_months
    where event_weight > 0
)

select
    account,
    -- short texts are cheap to carry, and cheaper than to write anew for each event
    printf('A%05d', account) as account_key,
    month_no,
    active_users,
    features,
    use_from_on,
    use_days,
    events,
    (sum(events) over (order by month_no, account rows unbounded preceding) - events)::bigint
        as first_event,
from scaled
where events > 0
