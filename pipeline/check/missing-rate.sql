-- warned: a subscription has no exchange rate at its start, so its MRR counts as zero
select distinct
    subscription_id,
    currency
from core.subscription_prices
where is_rate_missing
union
select
    subscription_id,
    currency
from core.invoiced_lines
where is_rate_missing
