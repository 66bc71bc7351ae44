-- CRM: who the people are, by role; a sponsor leaves when the relationship cools, and is replaced.
with departures as (
    select
        states.account,
        row_number() over (partition by states.account order by states.month_no) as departure_no,
        (months.starts_on + floor(28 * demo.uniform(states.account * 100 + states.month_no, 'left'))
            ::integer)::date as left_on,
    from demo.states as states
    inner join demo.months as months using (month_no)
    inner join demo.account_months as account_months
        on account_months.account = states.account
        and account_months.month_no = states.month_no
    where states.sponsor_leaves
),

sponsors as (
    select
        accounts.account,
        0 as departure_no,
        (accounts.start_on - 20)::date as since_on,
    from demo.accounts as accounts
    union all
    select
        departures.account,
        departures.departure_no,
        (departures.left_on + 14
            + floor(110 * demo.uniform(departures.account * 10 + departures.departure_no, 'vacant'))
            ::integer)::date as since_on,
    from departures
),

sponsor_rows as (
    select
        sponsors.account,
        10 + sponsors.departure_no as contact_no,
        'Executive sponsor' as role,
        true as is_sponsor,
        true as is_executive,
        sponsors.since_on,
        -- the next sponsor may come only after the one who left
        case when departures.left_on > sponsors.since_on then departures.left_on end as left_on,
    from sponsors
    left join departures
        on departures.account = sponsors.account
        and departures.departure_no = sponsors.departure_no + 1
),

others as (
    select
        accounts.account,
        numbers.contact_no,
        ['Champion', 'Administrator', 'Finance', 'Department head'][numbers.contact_no] as role,
        false as is_sponsor,
        numbers.contact_no = 4 as is_executive,
        (accounts.start_on - 15
            + floor(200 * demo.uniform(accounts.account * 10 + numbers.contact_no, 'since'))
            ::integer * (numbers.contact_no // 3))::date as since_on,
        null::date as left_on,
    from demo.accounts as accounts
    inner join (values (1), (2), (3), (4)) as numbers(contact_no)
        on numbers.contact_no <= case when accounts.size_share < 0.3 then 4 else 2 end
),

everybody as (
    select account, contact_no, role, is_sponsor, is_executive, since_on, left_on from sponsor_rows
    union all
    select account, contact_no, role, is_sponsor, is_executive, since_on, left_on from others
)

select
    printf('C%05d-%d', account, contact_no) as "ContactId",
    printf('A%05d', account) as "AccountNumber",
    role as "Role",
    case when is_sponsor then 'Y' else 'N' end as "Sponsor",
    case when is_executive then 'Y' else 'N' end as "Executive",
    strftime(since_on, '%d.%m.%Y') as "Since",
    case when left_on < getvariable('as_of')::date then strftime(left_on, '%d.%m.%Y') end as "Left",
from everybody
where since_on < getvariable('as_of')::date
order by "ContactId"
