-- Invented company names, some of them with letters outside ASCII, and parents for some accounts.
with parents as (
    select
        account as parent,
        row_number() over (order by account) - 1 as parent_no,
        count(*) over () as parents,
    from demo.accounts
    where size_share < 0.5 and demo.uniform(account, 'is parent') < 0.06
),

children as (
    select
        accounts.account,
        parents.parent,
    from demo.accounts as accounts
    inner join parents
        on parents.parent_no = floor(
            demo.uniform(accounts.account, 'which parent') * parents.parents
        )::bigint
    where demo.uniform(accounts.account, 'is child') < 0.11
        and not accounts.is_largest
        and accounts.account not in (select parent from parents)
),

named as (
    select
        accounts.account,
        demo.pick(
            ['Bar', 'Cal', 'Dun', 'Ell', 'Fen', 'Gar', 'Hol', 'Ivo', 'Jar', 'Kel', 'Lor', 'Mar',
            'Nor', 'Osk', 'Pel', 'Quil', 'Ros', 'Sten', 'Tor', 'Ulv', 'Vas', 'Wel', 'Yar', 'Zan'],
            accounts.account, 'name one'
        ) || demo.pick(
            ['abury', 'edale', 'oford', 'igate', 'aholm', 'iland', 'umere', 'amor', 'enor', 'estad',
            'iton', 'avik', 'owick', 'ezio', 'iège', 'ünde', 'ação', 'iñas', 'ørup', 'elle'],
            accounts.account, 'name two'
        ) as first_word,
    from demo.accounts as accounts
)

select
    accounts.account,
    children.parent,
    coalesce(families.first_word, named.first_word) || ' ' || case accounts.industry
        when 'Software' then demo.pick(['Systems', 'Cloud', 'Digital'], accounts.account, 'word')
        when 'Retail' then demo.pick(['Stores', 'Market', 'Goods'], accounts.account, 'word')
        when 'Manufacturing'
            then demo.pick(['Works', 'Tools', 'Textiles'], accounts.account, 'word')
        when 'Health care' then demo.pick(['Clinics', 'Care', 'Labs'], accounts.account, 'word')
        when 'Logistics' then demo.pick(['Freight', 'Lines', 'Depots'], accounts.account, 'word')
        when 'Financial services'
            then demo.pick(['Capital', 'Mutual', 'Leasing'], accounts.account, 'word')
        when 'Education' then demo.pick(['Academy', 'Learning', 'Press'], accounts.account, 'word')
        else demo.pick(['Studios', 'Publishing', 'Radio'], accounts.account, 'word')
    end as name,
from demo.accounts as accounts
inner join named using (account)
left join children using (account)
left join named as families on families.account = children.parent
