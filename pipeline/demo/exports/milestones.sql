-- CRM: the steps of onboarding; a weak adopter reaches them late, or never.
with steps as (
    select
        accounts.account,
        accounts.start_on,
        accounts.adoption_mean,
        milestones.milestone_no,
        milestones.milestone,
        milestones.usual_days,
        accounts.account * 10 + milestones.milestone_no as draw,
    from demo.accounts as accounts
    inner join (
        values (1, 'kickoff', 7), (2, 'configured', 21), (3, 'training_completed', 35),
        (4, 'first_value', 60), (5, 'rollout_completed', 120)
    ) as milestones(milestone_no, milestone, usual_days) on true
    where not accounts.is_imported
        and not accounts.never_converts
        and accounts.start_on < getvariable('as_of')::date
),

reached as (
    select
        steps.*,
        (start_on + round(
            usual_days * exp(-0.45 * adoption_mean - 0.1 + 0.35 * demo.normal(draw, 'pace'))
        )::integer)::date as reached_on,
        demo.uniform(draw, 'ever') > demo.logistic(-3.6 + 0.5 * milestone_no - 1.2 * adoption_mean)
            as is_ever_reached,
    from steps
)

select
    printf('A%05d', account) as "Account Number",
    milestone as "Milestone",
    strftime(start_on + usual_days, '%m/%d/%Y') as "Due Date",
    case when is_ever_reached and reached_on < getvariable('as_of')::date
        then strftime(reached_on, '%m/%d/%Y') end as "Completed Date",
from reached
order by "Account Number", milestone_no
