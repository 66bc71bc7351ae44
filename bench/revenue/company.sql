-- A company for the revenue bench: two contract lines an account, five terms a line, one after the
-- other, some with a gap, most with another quantity or price than the term before.

create table terms as
with lines as (
    select 'A' || lpad(cast(a.range as varchar), 6, '0') as account_id, a.range as account,
        l.range as line,
        date '2022-01-01' + cast(hash(a.range, 'first') % 500 as integer)
            + cast(l.range * 40 as integer) as first_on,
        cast(3 + hash(a.range, l.range, 'months') % 7 as integer) as months
    from range(cast(getvariable('accounts') as bigint)) as a, range(2) as l
)
select account_id || '-' || line || '-' || t.range as subscription_id, account_id, account, line,
    t.range as term,
    cast(first_on + to_months(cast(t.range * months as integer)) as date) as starts_on,
    cast(first_on + to_months(cast((t.range + 1) * months as integer)) as date) as next_on
from lines, range(5) as t;

copy (
    select subscription_id as id, account_id as customer, starts_on as started,
        -- one term in twenty ends early; the last of a line goes on for four lines in five
        case when hash(subscription_id, 'gap') % 20 = 0 then cast(next_on - 20 as date)
            when term < 4 or hash(account, line, 'end') % 5 = 0 then next_on end as ended,
        case when ended is null then 'active' else 'expired' end as status,
        ['Basic', 'Plus', 'Pro', 'Max'][
            1 + cast(hash(account, line, term // 2, 'plan') % 4 as integer)] as plan,
        ['Core', 'Add-on'][line + 1] as product,
        1 + cast(hash(account, line, term // 3, 'seats') % 40 as integer) as seats,
        ['month', 'quarter', 'year'][1 + cast(hash(account, line) % 3 as integer)] as interval,
        12 * (5 + cast(hash(account, line, (term + 1) // 2, 'price') % 90 as integer)) as price,
        case when hash(subscription_id, 'discount') % 8 = 0 then 25 else 0 end as discount,
        next_on as term_end
    from terms
) to (getvariable('exports') || '/subscriptions.csv') (header);

copy (
    select distinct account_id as id,
        ['EMEA', 'AMER', 'APAC'][1 + cast(hash(account, 'region') % 3 as integer)] as region,
        ['Software', 'Retail', 'Health', 'Finance'][
            1 + cast(hash(account, 'industry') % 4 as integer)] as industry,
        'csm-' || hash(account, 'csm') % 25 as csm
    from terms order by id
) to (getvariable('exports') || '/accounts.csv') (header);
