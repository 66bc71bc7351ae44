-- CRM: what customers want to achieve, measured every quarter; progress follows the value received.
with agreed as (
    select
        accounts.account,
        numbers.objective_no,
        accounts.account * 10 + numbers.objective_no as draw,
        1 + floor(6 * demo.uniform(draw, 'objective'))::integer as choice,
        (accounts.start_on + 10 + numbers.objective_no * 150
            + floor(60 * demo.uniform(draw, 'agreed'))::integer)::date as agreed_on,
    from demo.accounts as accounts
    inner join (values (0), (1), (2)) as numbers(objective_no) on true
    where not accounts.never_converts
        and demo.uniform(draw, 'has objective')
            < case when accounts.size_share < 0.10 then 0.9
                when accounts.size_share < 0.30 then 0.6 else 0.12 end
),

planned as (
    select
        agreed.*,
        [
            'Hours saved per month', 'Tickets avoided', 'Days to close the books',
            'Qualified leads', 'Reports automated', 'Error rate'
        ][choice] as objective,
        ['hours', 'tickets', 'days', 'leads', 'reports', 'percent'][choice] as unit,
        [40, 200, 12, 150, 2, 9][choice] as baseline,
        [160, 60, 5, 320, 25, 3][choice] as target,
        [45, 18, 900, 30, 120, 400][choice] as value_per_unit,
        ['month', 'month', 'month', 'month', 'year', 'month'][choice] as value_period,
        unnest(range(1, 7)) as quarter_no,
        (agreed_on + to_months((3 * quarter_no)::integer))::date as measured_on,
    from agreed
),

measured as (
    select
        planned.*,
        demo.bounded(
            (quarter_no / 4) * exp(
                0.55 * states.value - 0.15
                + 0.25 * demo.normal(draw * 10 + quarter_no, 'measurement')
            ),
            0, 1.25
        ) as attainment,
    from planned
    inner join demo.states as states
        on states.account = planned.account
        and states.month_no
            = datediff('month', getvariable('window_start')::date, planned.measured_on)
    inner join demo.account_months as account_months
        on account_months.account = states.account
        and account_months.month_no = states.month_no
    where planned.measured_on < getvariable('as_of')::date
)

select
    printf('A%05d', account) as "Account Number",
    objective || ' ' || (objective_no + 1) as "Objective",
    unit as "Unit",
    baseline as "Baseline",
    target as "Target",
    round(baseline + attainment * (target - baseline), 1) as "Current",
    value_per_unit as "Value per Unit",
    value_period as "Value Period",
    demo.pick(['stated', 'agreed', 'agreed', 'measured'], draw, 'attribution') as "Attribution",
    demo.pick(['sales', 'success', 'customer'], draw, 'origin') as "Origin",
    strftime(agreed_on, '%m/%d/%Y') as "Agreed On",
    demo.pick(['Executive sponsor', 'Champion'], draw, 'agreed by') as "Agreed By",
    strftime((agreed_on + to_months(12))::date, '%m/%d/%Y') as "Due Date",
    strftime(measured_on, '%m/%d/%Y') as "Measured On",
from measured
order by "Account Number", objective_no, quarter_no
