-- CRM: US dates, a BOM in the file, the customer id under the CRM's own name.
with live as (
    select
        account,
        (start_on + (
            8 + floor(60 * demo.uniform(account, 'live') * exp(-0.5 * adoption_mean))::integer
        ))::date as live_on,
    from demo.accounts
)

select
    accounts.account_key as "Account Number",
    names.name as "Account Name",
    printf('A%05d', names.parent) as "Parent Account",
    strftime(
        accounts.start_on - (25 + floor(90 * demo.uniform(accounts.account, 'created'))::integer),
        '%m/%d/%Y'
    ) as "Created Date",
    case when not accounts.never_converts and accounts.start_on < getvariable('as_of')::date
        then strftime(
            accounts.start_on - (2 + floor(20 * demo.uniform(accounts.account, 'signed'))::integer),
            '%m/%d/%Y'
        )
    end as "Signed",
    case when not accounts.never_converts and live.live_on < getvariable('as_of')::date
        then strftime(live.live_on, '%m/%d/%Y')
    end as "Go-Live Date",
    demo.pick(['Inbound', 'Outbound', 'Partner', 'Referral'], accounts.account, 'channel')
        as "Lead Source",
    accounts.industry as "Industry",
    accounts.region as "Region",
    accounts.country as "Country",
    greatest(8, round(4200 * exp(-6.5 * accounts.size_share)
        * exp(0.35 * demo.normal(accounts.account, 'employees'))))::bigint as "Employees",
    case
        when "Employees" >= 1000 then 'Enterprise'
        when "Employees" >= 150 then 'Mid-market'
        else 'Small'
    end as "Company Size",
    people.csm_key as "CSM",
    people.csm_name as "CSM Name",
    people.csm_key || '@tenure.example' as "CSM Email",
    case when accounts.size_share < 0.35
        then round(12 * sizes.seats_unit * 150
            * (1.1 + 2 * demo.uniform(accounts.account, 'potential')))::bigint
    end as "Potential ARR",
    demo.pick(['Single business', 'Several businesses', 'Grown by acquisition'],
        accounts.account, 'shape') as "Business Shape",
from demo.accounts as accounts
inner join live using (account)
inner join demo.names as names using (account)
inner join demo.people as people using (account)
inner join demo.sizes as sizes using (account)
where accounts.start_on - 25 < getvariable('as_of')::date
order by "Account Number"
