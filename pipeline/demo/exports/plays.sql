-- Success tool: playbooks that were started, mostly where a CSM saw trouble.
with started as (
    select
        states.account,
        states.month_no,
        states.health,
        people.csm_key,
        states.account * 100 + states.month_no as draw,
        months.starts_on + to_days(floor(25 * demo.uniform(draw, 'play day'))::integer)
            as started_at,
        case
            when states.relationship < states.value then 'executive_rescue'
            when states.adoption < states.value then 'build_habits'
            else 'stabilise'
        end as playbook,
    from demo.states as states
    inner join demo.months as months using (month_no)
    inner join demo.people as people using (account)
    inner join demo.account_months as account_months
        on account_months.account = states.account
        and account_months.month_no = states.month_no
    where people.csm_key is not null
        and demo.uniform(draw, 'play') < demo.logistic(-3.4 - 1.1 * states.health)
)

select
    printf('A%05d', account) as account_ref,
    playbook,
    strftime(started_at, '%Y-%m-%d') as started,
    case when started_at + to_days((20 + draw % 30)::integer) < getvariable('as_of')
        then strftime(started_at + to_days((20 + draw % 30)::integer), '%Y-%m-%d') end as done,
    csm_key as owner,
    case when done is not null
        then case when demo.uniform(draw, 'play outcome') < 0.6 then 'achieved' else 'no_change' end
    end as outcome,
from started
where started_at < getvariable('as_of')
order by started_at, account
