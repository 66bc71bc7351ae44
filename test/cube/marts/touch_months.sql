select
    account_id, month, csm_id, tier, 'touch_' || tier as touch_model,
    case when tier = 2 then 'onboarding' else 'ongoing' end as phase, mrr, arr,
    (seats * 1.5)::decimal(18, 6) as hours_needed, 10::double as accounts_at_least,
    20::double as accounts_at_most
from marts.account_months
where is_customer
