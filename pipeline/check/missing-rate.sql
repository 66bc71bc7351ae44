-- warned: a subscription has no exchange rate at its start, so its MRR counts as zero
select
    subscription_id,
    currency
from core.subscription_prices
where is_rate_missing
