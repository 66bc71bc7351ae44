-- Support: outages, with an empty organisation where everybody was affected.
with outages as (
    select
        shock_no,
        began_at,
        40 + shock_no * 55 as minutes,
    from demo.shocks
    where kind = 'outage'
),

touched as (
    select
        printf('INC-%d', outages.shock_no) as incident,
        null::varchar as organization_id,
        outages.began_at,
        outages.minutes,
        'major' as severity,
    from outages
    union all
    select
        printf('INC-%d-%d', states.account, states.month_no) as incident,
        printf('A%05d', states.account) as organization_id,
        months.starts_on
            + to_hours((hash(states.account, states.month_no) % 640)::integer) as began_at,
        30 + (hash(states.account) % 200)::integer as minutes,
        'minor' as severity,
    from demo.states as states
    inner join demo.months as months using (month_no)
    inner join demo.account_months as account_months
        on account_months.account = states.account
        and account_months.month_no = states.month_no
    where demo.uniform(states.account * 100 + states.month_no, 'incident') < 0.004
)

select
    incident,
    organization_id,
    strftime(began_at, '%Y-%m-%dT%H:%M:%SZ') as started,
    strftime(began_at + to_minutes(minutes::integer), '%Y-%m-%dT%H:%M:%SZ') as ended,
    severity,
from touched
where began_at < getvariable('as_of')
order by began_at, incident
