-- A company for the forecast bench: everybody begins in the first of four years, half by the month,
-- the others by the quarter and by the year, and one in ten leaves a year, mostly as a term ends;
-- one in five buys an add-on later. The health of each is given by quarter.

create table lines as
with accounts as (
    select range as account, 'A' || lpad(cast(range as varchar), 6, '0') as account_id,
        date '2022-01-01' + cast(hash(range, 'first') % 360 as integer) as first_on,
        case when hash(range, 'interval') % 20 < 9 then 1
            when hash(range, 'interval') % 20 < 14 then 3 else 12 end as months,
        -- in how many terms it leaves
        1 + cast(floor(ln((hash(range, 'leaves') % 1000 + 0.5) / 1000)
            / ln(pow(0.9, months / 12.0))) as integer) as terms
    from range(cast(getvariable('accounts') as bigint))
)
select account, account_id, account_id || '-1' as subscription_id, first_on as starts_on,
    months, terms
from accounts
union all
select account, account_id, account_id || '-2',
    cast(first_on + to_months(cast(6 + hash(account, 'later') % 24 as integer)) as date),
    months, greatest(1, terms - 30 // months)
from accounts
where hash(account, 'add-on') % 5 = 0 and terms * months > 36;

copy (
    select subscription_id as id, account_id as customer, starts_on as started,
        case when starts_on + to_months(terms * months) < date '2026-01-01'
            then cast(
                starts_on + to_months(terms * months)
                - case when hash(subscription_id, 'early') % 20 = 0 then interval 10 day
                    else interval 0 day end
                as date) end as ended,
        case when ended is null then 'active' else 'cancelled' end as status,
        case when ended is not null and hash(subscription_id, 'notice') % 2 = 0
            then cast(ended - interval 40 day as date) end as cancelled,
        case months when 1 then 'month' when 3 then 'quarter' else 'year' end as interval,
        cast(exp(2 + hash(account, 'size') % 600 / 100.0) * months as decimal(18, 2)) as price
    from lines
) to (getvariable('exports') || '/subscriptions.csv') (header);

copy (
    select distinct account_id as id from lines order by id
) to (getvariable('exports') || '/accounts.csv') (header);

copy (
    select 'A' || lpad(cast(accounts.range as varchar), 6, '0') as id,
        ['green', 'green', 'yellow', 'yellow', 'orange', 'red'][1 + cast(
            hash(accounts.range, quarters.range // 2) % 6 as integer)] as status,
        'bench' as reason, 'bench' as author,
        cast(date '2022-01-01' + to_months(cast(3 * quarters.range as integer)) as date) as "from",
        cast("from" + interval 3 month as date) as "to"
    from range(cast(getvariable('accounts') as bigint)) as accounts, range(16) as quarters
) to (getvariable('exports') || '/health.csv') (header);
