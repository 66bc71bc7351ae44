select
    account_id || '/' || strftime(month, '%Y-%m') || '/' || behavior as maturity_behavior_id,
    account_id, month, behavior, 'Title of ' || behavior as title, stage::integer as stage,
    case when behavior <> 'api' then 'seats_in_use' end as metric,
    case when behavior = 'api' then 'api' end as feature, value, target::double as target,
    false as is_upper_bound, coalesce(value >= target, false) as is_met,
    case when value >= target then month end as first_met_month
from (
    select
        account_id, month, behavior, stage, target,
        case when behavior <> 'api' or tier = 1 then (seats / stage)::double end as value
    from marts.account_months, (values ('seats', 1, 8), ('api', 2, 10)) as behaviors (behavior, stage, target)
    where is_customer
) as measured
