/*---
grain: [month, origin, lead_bucket, status, account_id]
says: >-
  The accounts behind forecast_calibration, of terms longer than a month: how many forecasts of
  theirs count there, by the month in which they were settled, and how many of them renewed.
unit: { forecasts: forecasts, renewed: forecasts }
source:
  - marts.renewal_forecasts
  - core.subscription_lines
  - core.forecast_vintages
  - core.line_renewals
  - config.run
section: 10
checks: [renewed <= forecasts]
incremental: month
---*/
with renewals as materialized (
    select line_id, due_month, settled_month, is_renewed
    from core.line_renewals
    where not is_early
        and settled_month >= (select recompute_from from config.run)
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
    count(*) filter (where renewals.is_renewed) as renewed
from vintages
join marts.renewal_forecasts as forecasts on forecasts.vintage = vintages.month
join core.subscription_lines as lines
    on lines.subscription_id = forecasts.subscription_id
join renewals
    on renewals.line_id = lines.line_id
    and renewals.due_month = forecasts.period
where forecasts.term_class = 'longer'
    and forecasts.basis = 'model'
group by
    renewals.settled_month,
    forecasts.origin,
    forecasts.lead_bucket,
    forecasts.status,
    forecasts.account_id
