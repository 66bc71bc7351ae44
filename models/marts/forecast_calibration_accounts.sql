/*---
grain: [month, origin, lead_bucket, status, account_id]
says: >-
  The accounts behind forecast_calibration, of terms longer than a month: how many forecasts of
  theirs count there, by the month in which they were settled, and how many of them renewed.
unit: { forecasts: forecasts, renewed: forecasts }
source:
  - marts.renewal_forecasts
  - core.subscription_lines
  - core.line_renewals
  - config.run
section: 10
checks: [renewed <= forecasts]
incremental: month
---*/
select
    renewals.settled_month as month,
    forecasts.origin,
    forecasts.lead_bucket,
    forecasts.status,
    forecasts.account_id,
    count(*) as forecasts,
    count(*) filter (where renewals.is_renewed) as renewed
from marts.renewal_forecasts as forecasts
join core.subscription_lines as lines
    on lines.subscription_id = forecasts.subscription_id
join core.line_renewals as renewals
    on renewals.line_id = lines.line_id
    and renewals.due_month = forecasts.period
where forecasts.term_class = 'longer'
    and forecasts.basis = 'model'
    and not forecasts.is_provisional
    and not renewals.is_early
    and renewals.settled_month >= (select recompute_from from config.run)
group by
    renewals.settled_month,
    forecasts.origin,
    forecasts.lead_bucket,
    forecasts.status,
    forecasts.account_id
