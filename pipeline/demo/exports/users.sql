-- Product: everybody with a login, as nested JSON records, one a line.
with grown as (
    select
        user_months.account,
        user_months.from_on,
        unnest(range(user_months.users_before + 1, user_months.users + 1)) as user_no,
    from demo.user_months as user_months
),

ends as (
    select
        account,
        max(until_on) as last_on,
    from demo.user_months
    group by account
),

people as (
    select
        grown.account,
        grown.user_no,
        grown.from_on + to_minutes(least(grown.user_no, 1400)::integer) as created_at,
        case
            when ends.last_on < getvariable('as_of')::date
                then ends.last_on + to_hours((hash(grown.account) % 200)::integer + 6)
        end as deactivated_at,
        grown.account * 10000 + grown.user_no as draw,
    from grown
    inner join ends using (account)
)

select
    printf('A%05d-%d', account, user_no) as id,
    struct_pack(id := printf('A%05d', account)) as workspace,
    struct_pack(
        role := case
            when user_no = 1 then 'owner'
            when demo.uniform(draw, 'admin') < 0.08 then 'admin'
            else demo.pick(['editor', 'editor', 'viewer'], draw, 'role')
        end,
        department := demo.pick(
            ['Operations', 'Finance', 'Sales', 'Support', 'Marketing', 'Engineering'],
            account * 100
                + least(user_no // 6, floor(6 * demo.uniform(draw, 'department')))::bigint,
            'department'
        )
    ) as profile,
    user_no = 1 or demo.uniform(draw, 'admin') < 0.08 as is_admin,
    strftime(created_at, '%Y-%m-%dT%H:%M:%SZ') as created_at,
    case
        when deactivated_at < getvariable('as_of')
            then strftime(deactivated_at, '%Y-%m-%dT%H:%M:%SZ')
    end as deactivated_at,
from people
where created_at < getvariable('as_of')
order by account, user_no
