-- CRM: what CSMs and customers did together; a cold relationship holds fewer meetings.
with attempts as (
    select
        account_months.account,
        account_months.month_no,
        account_months.from_on,
        account_months.until_on,
        accounts.size_share,
        states.relationship,
        states.value,
        states.is_hit,
        people.csm_key,
        outages.began_at as outage_at,
        account_months.month_no
            - min(account_months.month_no) over (partition by account_months.account) as age_months,
        unnest(range(8)) as slot,
        (account_months.account * 100 + account_months.month_no) * 8 + slot as draw,
        demo.uniform(draw, 'activity') as luck,
    from demo.account_months as account_months
    inner join demo.accounts as accounts using (account)
    inner join demo.people as people using (account)
    inner join demo.states as states
        on states.account = account_months.account
        and states.month_no = account_months.month_no
    left join demo.shocks as outages
        on outages.month_no = account_months.month_no
        and outages.kind = 'outage'
        and outages.began_at >= account_months.from_on
        and outages.began_at < account_months.until_on
),

kinds as (
    select
        attempts.*,
        case
            when slot = 0 and luck < 0.12 + 0.75 * (size_share < 0.10)::integer
                + 0.25 * (size_share < 0.30)::integer then 'Meeting'
            when slot = 1 and size_share < 0.10 and luck < 0.5 then 'Call'
            when slot = 2 and luck < 0.20 + 0.5 * (size_share < 0.30)::integer then 'Email'
            when slot = 3 and size_share < 0.30 and month_no % 3 = account % 3
                and luck < demo.bounded(0.65 + 0.2 * relationship, 0.1, 0.95) then 'QBR'
            when slot = 4 and age_months < 3 and luck < 0.45 then 'Training'
            when slot = 5 and is_hit and outage_at is not null and luck < 0.6
                then 'Incident notice'
            when slot = 6 and relationship + value > 1.4 and luck < 0.05 then 'Reference'
            when slot = 7 and size_share < 0.10 and luck < 0.35 then 'Email'
        end as kind,
    from attempts
),

timed as (
    select
        kinds.*,
        -- two of three notices of an outage come within a day, the others too late
        case when kind = 'Incident notice'
            then outage_at + to_minutes(20 + floor(2160 * demo.uniform(draw, 'day'))::integer)
            else from_on
                + to_days(floor((until_on - from_on) * demo.uniform(draw, 'day'))::integer)
                + to_minutes(480 + floor(540 * demo.uniform(draw, 'minute'))::integer)
        end as happened_at,
        demo.logistic(-1.6 - 0.9 * relationship) as miss_chance,
        demo.uniform(draw, 'miss') as miss_draw,
        demo.uniform(draw, 'who') < demo.logistic(-0.3 + 0.5 * relationship) as by_customer,
    from kinds
    where kind is not null
)

select
    printf('ACT-%d', draw) as "Activity ID",
    printf('A%05d', account) as "Account Number",
    kind as "Type",
    strftime(happened_at, '%m/%d/%Y %H:%M') as "Date",
    case when by_customer then 'inbound' else 'outbound' end as "Direction",
    case when by_customer then 'customer' else 'vendor' end as "Initiated By",
    case
        when kind in ('Email', 'Incident notice', 'Reference') or miss_draw > miss_chance
            then 'Completed'
        else demo.pick(['Cancelled', 'No show', 'Rescheduled'], draw, 'how')
    end as "Outcome Status",
    printf('C%05d-%d', account, case when kind = 'QBR' then 10 else 1 end) as "Contact",
    csm_key as "CSM",
    case when kind in ('Email', 'Incident notice') then 5
        else 20 + 10 * floor(5 * demo.uniform(draw, 'length'))::integer end as "Minutes",
from timed
where happened_at < getvariable('as_of')
order by happened_at, draw
