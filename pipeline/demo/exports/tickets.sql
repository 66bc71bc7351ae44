-- Support: more tickets, slower answers and worse ratings where value and relationship are low.
with monthly as (
    select
        account_months.account,
        account_months.month_no,
        account_months.from_on,
        account_months.until_on,
        states.value,
        states.relationship,
        states.adoption,
        states.is_hit and account_months.month_no in (9, 22, 32) as is_outage,
        account_months.account * 100 + account_months.month_no as month_draw,
        demo.poisson(
            (0.28 + 0.05 * sqrt(account_months.seats))
            * exp(-0.75 * states.value - 0.35 * states.relationship - 0.15 * states.adoption)
            * case when is_outage then 3 else 1 end,
            month_draw,
            'tickets'
        ) as tickets,
    from demo.account_months as account_months
    inner join demo.states as states
        on states.account = account_months.account
        and states.month_no = account_months.month_no
),

opened as (
    select
        monthly.*,
        unnest(range(tickets)) as ticket_no,
        month_draw * 10 + ticket_no as draw,
        from_on
            + to_seconds(floor(
                (until_on - from_on) * 86400 * demo.uniform(draw, 'opened')
            )::bigint) as opened_at,
        demo.pick(
            ['low', 'normal', 'normal', 'normal', 'high', 'high', 'urgent'], draw, 'priority'
        ) as priority,
    from monthly
),

handled as (
    select
        opened.*,
        round(exp(1.1 + 0.7 * demo.normal(draw, 'reply') - 0.2 * relationship
            - case priority when 'urgent' then 1.4 when 'high' then 0.5 else 0 end), 2)
            as reply_hours,
        reply_hours + round(exp(2.9 + 0.9 * demo.normal(draw, 'solution') - 0.15 * value), 2)
            as solution_hours,
        opened_at + to_seconds((reply_hours * 3600)::bigint) as replied_at,
        opened_at + to_seconds((solution_hours * 3600)::bigint) as solved_at,
        solved_at < getvariable('as_of') as is_solved,
    from opened
    where opened_at < getvariable('as_of')
)

select
    printf('T%d', draw) as "Ticket",
    printf('A%05d', account) as "Organization",
    strftime(opened_at, '%Y-%m-%dT%H:%M:%SZ') as "Created",
    case
        when replied_at < getvariable('as_of') then strftime(replied_at, '%Y-%m-%dT%H:%M:%SZ')
    end as "First Reply",
    case when is_solved then strftime(solved_at, '%Y-%m-%dT%H:%M:%SZ') end as "Solved",
    case when is_solved then 'Closed' when replied_at < getvariable('as_of') then 'Pending'
        else 'Open' end as "State",
    priority as "Priority",
    case when is_solved
        then (demo.uniform(draw, 'reopened') < demo.logistic(-2.4 - 0.5 * value))::integer end
        as "Reopens",
    case
        when is_solved and demo.uniform(draw, 'rates') < 0.55 then demo.bounded(round(
            3.75 + 0.85 * (0.55 * relationship + 0.45 * value) - 0.004 * solution_hours
            + 0.55 * demo.normal(draw, 'rating')
        ), 1, 5)::integer
    end as "CSAT",
    case when is_outage then 'Outage'
        else demo.pick(['Login', 'Billing', 'How-to', 'Bug', 'Integration'], draw, 'topic') end
        as "Topic",
    case when replied_at < getvariable('as_of') then reply_hours end as "Hours to First Reply",
    strftime(
        case when is_solved then solved_at
            when replied_at < getvariable('as_of') then replied_at
            else opened_at end,
        '%Y-%m-%dT%H:%M:%SZ'
    ) as "Updated",
from handled
order by opened_at, draw
