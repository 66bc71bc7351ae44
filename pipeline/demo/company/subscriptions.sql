-- Every subscription as billing keeps it: contracts, trials, add-ons, in whole seats and cents.
with lines as (
    select
        contracts.account,
        printf('sub_%05d_%02d', contracts.account, contracts.row_no) as subscription_key,
        'Platform' as product,
        contracts.plan_no,
        greatest(1, round(sizes.seats_unit * contracts.seats_factor))::bigint as seats,
        contracts.price,
        contracts.billing_months,
        contracts.opens_on as started_on,
        contracts.ended_on,
        contracts.cancelled_on,
        contracts.term_start,
        contracts.term_end,
        contracts.discount_share,
        contracts.discount_kind,
        contracts.discount_ends_on,
        contracts.paused_from,
        contracts.paused_until,
        contracts.past_due_since,
        contracts.is_open,
        contracts.move,
        contracts.ended_by,
        false as is_trial,
    from demo.contracts as contracts
    inner join demo.sizes as sizes using (account)

    union all by name

    select
        add_ons.account,
        printf('sub_%05d_a1', add_ons.account) as subscription_key,
        'Insights' as product,
        add_ons.plan_no,
        greatest(1, round(sizes.seats_unit * add_ons.seats_factor))::bigint as seats,
        add_ons.price,
        1 as billing_months,
        add_ons.opens_on as started_on,
        add_ons.ended_on,
        add_ons.cancelled_on,
        0.0::double as discount_share,
        add_ons.is_open,
        'add_on' as move,
        case when add_ons.ended_on < getvariable('as_of')::date then 'churn' end as ended_by,
        false as is_trial,
    from demo.add_ons as add_ons
    inner join demo.sizes as sizes using (account)

    union all by name

    select
        accounts.account,
        printf('sub_%05d_00', accounts.account) as subscription_key,
        'Platform' as product,
        accounts.first_plan as plan_no,
        greatest(1, round(sizes.seats_unit))::bigint as seats,
        [45, 85, 150, 240][accounts.first_plan]::decimal(18, 2) as price,
        1 as billing_months,
        (accounts.start_on - 14)::date as started_on,
        accounts.start_on as ended_on,
        case when accounts.never_converts then accounts.start_on end as cancelled_on,
        0.0::double as discount_share,
        accounts.start_on >= getvariable('as_of')::date as is_open,
        'trial' as move,
        case when accounts.never_converts then 'churn' else 'start' end as ended_by,
        true as is_trial,
    from demo.accounts as accounts
    inner join demo.sizes as sizes using (account)
    where accounts.has_trial
        and accounts.start_on - 14 < getvariable('as_of')::date
)

select
    account,
    printf('A%05d', account) as account_key,
    subscription_key,
    product,
    plan_no,
    ['Starter', 'Team', 'Business', 'Enterprise'][plan_no] as plan,
    seats,
    (price * 100 * billing_months)::bigint as unit_cents,
    billing_months,
    started_on,
    case when is_trial and is_open then null else ended_on end as ended_on,
    case when cancelled_on < getvariable('as_of')::date then cancelled_on end as cancelled_on,
    term_start,
    term_end,
    case when discount_kind = 'percent' then round(discount_share * 100)::integer end
        as discount_percent,
    case
        when discount_kind = 'amount'
            then round(seats * unit_cents * discount_share / 100)::bigint * 100
    end as discount_cents,
    discount_ends_on,
    paused_from,
    paused_until,
    past_due_since,
    is_open,
    is_trial,
    move,
    ended_by,
    case when is_trial then started_on end as trial_start,
    case when is_trial then (started_on + 14)::date end as trial_end,
    case
        when is_trial then 'trial'
        when not is_open and ended_by = 'churn' then 'canceled'
        when not is_open then 'ended'
        when past_due_since is not null then 'past_due'
        when paused_from < getvariable('as_of')::date
            and paused_until >= getvariable('as_of')::date then 'on_hold'
        else 'active'
    end as status,
from lines
where ended_on is null or ended_on > started_on
