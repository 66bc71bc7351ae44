select
    account_id || '/' || strftime(month, '%Y-%m') as maturity_month_id, account_id, month, stage,
    ['Starting', 'Live', 'Regular'][stage + 1] as stage_name, baseline_stage, settled_stage,
    baseline_stage is null as is_left_censored,
    stage - coalesce(settled_stage, baseline_stage) as progress, '[]' as next_behaviors
from (
    select
        account_id, month, (seats::integer // 10)::integer as stage,
        (case when account_id <> 'a1' then tier - 1 end)::integer as baseline_stage,
        (case when account_id <> 'a1' and month > date '2024-12-01' then tier - 2 end)::integer
            as settled_stage
    from marts.account_months
    where is_customer
) as months
