/*---
grain: [month, origin, term_class, lead_bucket, status, decided_month, segment]
says: >-
  Decided forecasts added up for calibration, by the month in which they were settled: of renewals
  that were reached, not known before, in closed vintages. A renewal that a bucket saw k times has
  k forecasts and counts once in what is called distinct.
unit: { forecasts: forecasts, renewals: renewals }
source:
  - marts.renewal_forecasts
  - core.subscription_lines
  - core.line_renewals
  - core.account_segments
  - config.run
section: 10
incremental: month
---*/
with decided as (
    select
        renewals.settled_month,
        forecasts.origin,
        forecasts.term_class,
        forecasts.lead_bucket,
        forecasts.status,
        cast(date_trunc('month', renewals.decided_on) as date) as decided_month,
        forecasts.account_id,
        forecasts.vintage,
        forecasts.probability,
        cast(renewals.is_renewed as integer) as outcome,
        forecasts.arr,
        cast(
            1.0 / count(*) over (
                partition by
                    renewals.line_id,
                    renewals.due_month,
                    forecasts.origin,
                    forecasts.term_class,
                    forecasts.lead_bucket,
                    forecasts.status
            ) as decimal(9, 6)
        ) as share
    from marts.renewal_forecasts as forecasts
    join core.subscription_lines as lines
        on lines.subscription_id = forecasts.subscription_id
    join core.line_renewals as renewals
        on renewals.line_id = lines.line_id
        and renewals.due_month = forecasts.period
    where forecasts.basis = 'model'
        and not forecasts.is_provisional
        and not renewals.is_early
        and renewals.settled_month >= (select recompute_from from config.run)
)

select
    decided.settled_month as month,
    decided.origin,
    decided.term_class,
    decided.lead_bucket,
    decided.status,
    decided.decided_month,
    segments.segment,
    count(*) as forecasts,
    cast(sum(decided.outcome) as bigint) as renewed,
    sum(cast(decided.probability as decimal(18, 9))) as probability_sum,
    sum(cast(decided.probability * decided.probability as decimal(18, 9))) as probability_squares,
    sum(cast(decided.probability * decided.outcome as decimal(18, 9))) as probability_renewed,
    sum(decided.share) as renewals,
    sum(decided.share * decided.outcome) as distinct_renewed,
    sum(cast(cast(decided.share as double) * decided.probability as decimal(18, 9)))
        as distinct_expected,
    sum(
        cast(
            cast(decided.share as double) * decided.probability * (1 - decided.probability)
            as decimal(18, 9)
        )
    ) as distinct_chance,
    sum(decided.arr) as arr,
    coalesce(sum(decided.arr) filter (where decided.outcome = 1), 0) as arr_renewed,
    sum(
        cast(cast(decided.arr as double) * decided.probability as decimal(18, 4))
    ) as arr_expected
from decided
join core.account_segments as segments
    on segments.account_id = decided.account_id
    and segments.month = decided.vintage
group by
    decided.settled_month,
    decided.origin,
    decided.term_class,
    decided.lead_bucket,
    decided.status,
    decided.decided_month,
    segments.segment
