-- Every account that left, once for each time it did.
select
    subscriptions.account,
    subscriptions.account_key,
    subscriptions.subscription_key,
    subscriptions.ended_on,
    subscriptions.cancelled_on,
    states.value,
    states.adoption,
    states.relationship,
from demo.subscriptions as subscriptions
inner join demo.states as states
    on states.account = subscriptions.account
    and states.month_no
        = datediff('month', getvariable('window_start')::date, subscriptions.ended_on) - 1
where subscriptions.product = 'Platform'
    and not subscriptions.is_trial
    and subscriptions.cancelled_on is not null
