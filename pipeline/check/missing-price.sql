-- warned: a subscription that should pay has no price, so its MRR counts as zero
select distinct
    periods.subscription_id,
    periods.account_id
from core.subscription_periods as periods
join core.subscription_prices as prices on prices.subscription_id = periods.subscription_id
where prices.is_price_missing
