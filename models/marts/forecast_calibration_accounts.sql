/*---
grain: [month, origin, lead_bucket, status, account_id]
says: >-
  The accounts behind forecast_calibration, of terms longer than a month: how many forecasts of
  theirs count there, by the month in which they were settled, how many of them should have renewed
  by their probabilities, and how many did.
unit: { forecasts: forecasts, expected: forecasts, renewed: forecasts }
source:
  - marts.renewal_forecasts
  - core.subscription_lines
  - core.forecast_vintages
  - core.line_renewals
  - config.run
section: 10
checks: [renewed <= forecasts, expected <= forecasts]
incremental: month
---*/
-- materialized, or forecasts are first paired with all that falls due in their month
with renewals as materialized (
    select
        lines.subscription_id,
        renewals.due_month,
        renewals.settled_month,
        renewals.is_renewed
    from core.line_renewals as renewals
    join core.subscription_lines as lines on lines.line_id = renewals.line_id
    where not renewals.is_early
        and renewals.settled_month >= (select recompute_from from config.run)
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
