/*---
grain: [account_id, objective, month]
says: >-
  The curve of each objective: how far it had come at the end of each month, how far it should
  have come, and what it had been worth so far.
unit: { value: reporting currency, attainment: share, expected_attainment: share }
source: [core.objective_months]
section: 14
---*/
select
    concat_ws(
        '/',
        replace(account_id, '/', '%2F'),
        replace(objective, '/', '%2F'),
        strftime(month, '%Y-%m')
    ) as objective_month_id,
    account_id,
    objective,
    month,
    is_closed,
    unit,
    agreed_on,
    baseline,
    target,
    due_on,
    current_value,
    cast(measured_at as date) as measured_on,
    attainment,
    expected_attainment,
    is_attained,
    is_on_track,
    attained_on,
    value,
    attribution,
    bar_not_raised
from core.objective_months
