-- Success tool: what CSMs and customers judged, 0 to 100, with author and date.
with asked as (
    select
        account_months.account,
        account_months.month_no,
        account_months.from_on,
        accounts.size_share,
        people.csm_key,
        states.health,
        states.value,
        states.adoption,
        account_months.month_no
            - min(account_months.month_no) over (partition by account_months.account) as age_months,
        questions.question_no,
        questions.question,
        (account_months.account * 100 + account_months.month_no) * 10 + questions.question_no
            as draw,
    from demo.account_months as account_months
    inner join demo.accounts as accounts using (account)
    inner join demo.people as people using (account)
    inner join demo.states as states
        on states.account = account_months.account
        and states.month_no = account_months.month_no
    inner join (
        values (0, 'csm_pulse'), (1, 'process_criticality'), (2, 'offices'), (3, 'business_lines'),
        (4, 'growth_by_acquisition'), (5, 'team_skill'), (6, 'executive_involvement'),
        (7, 'who_asks_for_reviews')
    ) as questions(question_no, question) on true
    where people.csm_key is not null
),

judged as (
    select
        asked.*,
        case
            when question_no = 0 then 58 + 24 * health + 11 * demo.normal(draw, 'judgement')
            when question_no = 1 then 52 + 14 * value + 18 * demo.normal(account, 'criticality')
                + 5 * demo.normal(draw, 'judgement')
            else 50 + 10 * adoption + 20 * demo.normal(account * 10 + question_no, 'maturity')
                + 4 * demo.normal(draw, 'judgement')
        end as judgement,
    from asked
    where (question_no = 0 and month_no % 3 = account % 3)
        or (question_no = 1 and month_no % 12 = account % 12)
        or (question_no > 1 and age_months in (1, 13, 25) and demo.uniform(draw, 'asked') < 0.7)
)

select
    printf('A%05d', account) as account_ref,
    question,
    csm_key as author,
    from_on + to_hours((9 + draw % 8)::integer) as judged_at,
    demo.bounded(round(judgement), 0, 100)::double as score,
from judged
where from_on + to_hours((9 + draw % 8)::integer) < getvariable('as_of')
order by judged_at, draw
