/*---
grain: [subscription_id, month]
says: >-
  What each subscription was worth at the end of each month in which it was in force, by plan and
  product; the last month is seen at as_of.
unit: { mrr: reporting currency per month, mrr_native: own currency per month, quantity: seats }
source: [core.subscription_months]
section: 16
---*/
select
    replace(subscription_id, '/', '%2F') || '/' || strftime(month, '%Y-%m')
        as subscription_month_id,
    subscription_id,
    month,
    account_id,
    plan,
    product,
    quantity,
    mrr,
    mrr_native,
    currency
from core.subscription_months
