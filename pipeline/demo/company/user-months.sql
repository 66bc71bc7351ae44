-- How many users an account has and how many of them are active, by its state of the month.
with provisioned as (
    select
        account_months.account,
        account_months.month_no,
        account_months.seats,
        account_months.from_on,
        account_months.until_on,
        max(ceil(account_months.seats * 0.96)::bigint) over (
            partition by account_months.account
            order by account_months.month_no
            rows unbounded preceding
        ) as users,
        row_number() over (
            partition by account_months.account order by account_months.month_no
        ) as month_of_life,
    from demo.account_months as account_months
),

grown as (
    select
        provisioned.*,
        coalesce(
            lag(users) over (partition by account order by month_no), 0
        ) as users_before,
        account * 100 + month_no as draw,
    from provisioned
)

select
    grown.account,
    grown.month_no,
    grown.users,
    grown.users_before,
    grown.seats,
    grown.from_on,
    grown.until_on,
    case when users > users_before then grown.from_on + 1 else grown.from_on end as use_from_on,
    greatest(grown.until_on - use_from_on, 0)::integer as use_days,
    states.value,
    states.adoption,
    states.relationship,
    demo.logistic(
        0.80 + 1.6 * (0.55 * states.adoption + 0.45 * states.value)
        + 0.20 * demo.normal(grown.draw, 'active share')
    )
    * case when grown.month_of_life = 1 and grown.month_no > 0 then 0.6
        when grown.month_of_life = 2 and grown.month_no > 1 then 0.85 else 1 end as active_share,
    case
        when use_days = 0 then 0
        else least(users, seats, floor(
            seats * active_share + demo.uniform(grown.draw, 'active users')
        ))::bigint
    end as active_users,
    round(
        1000 * active_users * (use_days / 30)
        * exp(0.40 * states.value + 0.25 * states.adoption
            + 0.20 * demo.normal(grown.draw, 'volume'))
    )::bigint as event_weight,
    demo.bounded(2 + round(10 * demo.logistic(1.3 * states.adoption)), 2, 12)::bigint as features,
from grown
inner join demo.states as states
    on states.account = grown.account and states.month_no = grown.month_no
