-- CRM: deals as sales sees them; renewals of the last year and the next half-year, and expansions.
with renewals as (
    select
        subscriptions.subscription_key,
        subscriptions.account_key,
        'Renewal' as kind,
        round(
            subscriptions.seats * subscriptions.unit_cents * 12 / subscriptions.billing_months / 100
        ) as amount,
        subscriptions.term_end as close_on,
        coalesce(subscriptions.ended_on < getvariable('as_of')::date, false) as is_decided,
        coalesce(subscriptions.ended_by <> 'churn', true) as is_won,
        demo.logistic(2.1 + 2.2 * states.health
            + 0.8 * demo.normal(subscriptions.account * 7, 'sales view')) as chance,
    from demo.subscriptions as subscriptions
    inner join demo.states as states
        on states.account = subscriptions.account
        and states.month_no = least(
            datediff('month', getvariable('window_start')::date, subscriptions.term_end) - 2,
            35
        )
    where subscriptions.term_end between getvariable('as_of')::date - 365
            and getvariable('as_of')::date + 180
        and datediff('month', subscriptions.term_start, subscriptions.term_end) >= 12
        and coalesce(subscriptions.ended_on, subscriptions.term_end) >= subscriptions.term_end
),

expansions as (
    select
        printf('%05d-%d', accounts.account, states.month_no) as subscription_key,
        accounts.account_key,
        'Expansion' as kind,
        round(sizes.seats_unit * 150 * 12 * 0.2) as amount,
        (months.starts_on + 90)::date as close_on,
        close_on < getvariable('as_of')::date as is_decided,
        demo.uniform(accounts.account * 100 + states.month_no, 'won')
            < demo.logistic(0.2 + states.value) as is_won,
        demo.logistic(-0.2 + states.value) as chance,
    from demo.states as states
    inner join demo.accounts as accounts using (account)
    inner join demo.sizes as sizes using (account)
    inner join demo.months as months using (month_no)
    inner join demo.account_months as account_months
        on account_months.account = states.account
        and account_months.month_no = states.month_no
    where states.month_no between 26 and 35
        and demo.uniform(accounts.account * 100 + states.month_no, 'pipeline')
            < 0.02 * exp(states.value)
),

deals as (
    select subscription_key, account_key, kind, amount, close_on, is_decided, is_won, chance
    from renewals
    union all
    select subscription_key, account_key, kind, amount, close_on, is_decided, is_won, chance
    from expansions
)

select
    'OPP-' || replace(subscription_key, 'sub_', '') as "Opportunity ID",
    account_key as "Account Number",
    kind as "Type",
    amount::bigint as "Amount",
    strftime(close_on, '%m/%d/%Y') as "Close Date",
    case
        when is_decided and is_won then 'Closed Won'
        when is_decided then 'Closed Lost'
        when chance > 0.7 then 'Negotiation'
        else 'Discovery'
    end as "Stage",
    case when is_decided then is_won::integer * 100 else round(100 * chance) end::integer
        as "Probability (%)",
    case
        when is_decided then 'Closed'
        when chance > 0.85 then 'Commit'
        when chance > 0.6 then 'Best Case'
        when chance > 0.25 then 'Pipeline'
        else 'Omitted'
    end as "Forecast Category",
    strftime(
        least(close_on, getvariable('as_of')::date)
            - (1 + (hash(subscription_key) % 20)::integer),
        '%m/%d/%Y'
    ) as "Last Modified",
from deals
order by "Opportunity ID"
