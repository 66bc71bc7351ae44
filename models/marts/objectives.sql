/*---
grain: [account_id, objective]
says: Each objective agreed with an account as it stands at as_of.
unit: { value: reporting currency, attainment: share, expected_attainment: share }
source: [core.objective_months, config.run]
section: 14
---*/
select
    concat_ws('/', replace(account_id, '/', '%2F'), replace(objective, '/', '%2F'))
        as objective_id,
    account_id,
    objective,
    unit,
    agreed_on,
    agreed_by,
    origin,
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
cross join config.run
where month = date_trunc('month', run.as_of)
