/*---
grain: [month, origin, lead_bucket, status, account_id]
says: >-
  The accounts behind forecast_calibration, of terms longer than a month: how many forecasts of
  theirs count there, by the month in which they were settled, how many of them should have renewed
  by their probabilities, and how many did.
unit: { forecasts: forecasts, expected: forecasts, renewed: forecasts }
source:
  - marts.renewal_forecasts
  - core.settled_renewals
  - core.forecast_vintages
  - config.run
section: 10
checks: [renewed <= forecasts, expected <= forecasts]
incremental: month
---*/
with renewals as materialized (
    select
        subscription_id,
        due_month,
        settled_month,
        is_renewed
    from core.settled_renewals
    where settled_month >= (select recompute_from from config.run)
),

-- what no vintage of these months foresaw is not asked for
vintages as (
    select month
    from core.forecast_vintages
    where not is_provisional
        and month >= (select cast(min(due_month) - interval 12 month as date) from renewals)
)

select
    renewals.settled_month as month,
    forecasts.origin,
    forecasts.lead_bucket,
    forecasts.status,
    forecasts.account_id,
    count(*) as forecasts,
    sum(cast(forecasts.probability as decimal(18, 9))) as expected,
    count(*) filter (where renewals.is_renewed) as renewed
from vintages
join marts.renewal_forecasts as forecasts on forecasts.vintage = vintages.month
join renewals
    on renewals.subscription_id = forecasts.subscription_id
    and renewals.due_month = forecasts.period
where forecasts.term_class = 'longer'
    and forecasts.basis = 'model'
group by
    renewals.settled_month,
    forecasts.origin,
    forecasts.lead_bucket,
    forecasts.status,
    forecasts.account_id
