-- What a decision of a month rests on: the state of the months before, not that month's own.
select
    account,
    month_no,
    (
        lag(health, 1, health) over (partition by account order by month_no)
        + 2 * lag(health, 2, health) over (partition by account order by month_no)
        + 2 * lag(health, 3, health) over (partition by account order by month_no)
    ) / 5 as lead_health,
from demo.states
