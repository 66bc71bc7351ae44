-- The part of each month in which an account may use the product, and the seats it then has.
with spans as (
    select
        account,
        seats,
        started_on,
        least(coalesce(ended_on, getvariable('as_of')::date), getvariable('as_of')::date)
            as stopped_on,
    from demo.subscriptions
    where product = 'Platform'
),

spread as (
    select
        account,
        seats,
        started_on,
        stopped_on,
        unnest(range(
            datediff('month', getvariable('window_start')::date, started_on),
            datediff('month', getvariable('window_start')::date, stopped_on - 1) + 1
        )) as month_no,
    from spans
    where stopped_on > started_on
)

select
    spread.account,
    spread.month_no::integer as month_no,
    max(spread.seats) as seats,
    min(greatest(spread.started_on, months.starts_on)) as from_on,
    max(least(spread.stopped_on, months.ends_on)) as until_on,
from spread
inner join demo.months as months using (month_no)
group by spread.account, spread.month_no
