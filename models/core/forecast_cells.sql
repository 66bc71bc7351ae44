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
  - core.forecast_vintages
  - config.run
section: 10
incremental: month
---*/
with renewals as materialized (
    select
        row_number() over () as renewal_no,
        line_id,
        due_month,
        settled_month,
        cast(date_trunc('month', decided_on) as date) as decided_month,
        cast(is_renewed as integer) as outcome
    from core.line_renewals
    where not is_early
        and settled_month >= (select recompute_from from config.run)
),

-- under each subscription of its line, materialized, or forecasts are first paired with all that
-- falls due in their month
due as materialized (
    select
        lines.subscription_id,
        renewals.renewal_no,
        renewals.due_month,
        renewals.settled_month,
        renewals.decided_month,
        renewals.outcome
    from renewals
    join core.subscription_lines as lines on lines.line_id = renewals.line_id
),

-- what no vintage of these months foresaw is not asked for
vintages as (
    select month
    from core.forecast_vintages
    where not is_provisional
        and month >= (select cast(min(due_month) - interval 12 month as date) from renewals)
),

decided as materialized (
    select
        due.renewal_no,
        due.settled_month,
        due.decided_month,
        due.outcome,
        forecasts.origin,
        forecasts.term_class,
        forecasts.lead_bucket,
        forecasts.status,
        forecasts.account_id,
        forecasts.vintage,
        forecasts.probability,
        forecasts.arr,
        -- of so few kinds, no two have one hash
        hash(
            forecasts.origin, forecasts.term_class, forecasts.lead_bucket, forecasts.status
        ) as kind
    from vintages
    join marts.renewal_forecasts as forecasts on forecasts.vintage = vintages.month
    join due
        on due.subscription_id = forecasts.subscription_id
        and due.due_month = forecasts.period
    where forecasts.basis = 'model'
),

-- a renewal seen several times from one bucket counts once
shares as (
    select renewal_no, kind, cast(1.0 / count(*) as decimal(9, 6)) as share
    from decided
    group by renewal_no, kind
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
    sum(shares.share) as renewals,
    sum(shares.share * decided.outcome) as distinct_renewed,
    sum(cast(cast(shares.share as double) * decided.probability as decimal(18, 9)))
        as distinct_expected,
    sum(
        cast(
            cast(shares.share as double) * decided.probability * (1 - decided.probability)
            as decimal(18, 9)
        )
    ) as distinct_chance,
    sum(decided.arr) as arr,
    coalesce(sum(decided.arr) filter (where decided.outcome = 1), 0) as arr_renewed,
    sum(
        cast(cast(decided.arr as double) * decided.probability as decimal(18, 4))
    ) as arr_expected
from decided
join shares
    on shares.renewal_no = decided.renewal_no
    and shares.kind = decided.kind
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
