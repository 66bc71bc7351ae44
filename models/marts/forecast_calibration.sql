/*---
grain: [origin, status, lead_bucket, term_class]
says: >-
  How often what was forecast came true, over every decided forecast that was reached and not known
  before: by status, and as status `all` with the Brier score and its parts.
unit:
  n: forecasts
  n_effective: renewals
  renewed: forecasts
  forecast: share
  observed: share
source: [core.forecast_cells, config.forecast]
section: 10
checks:
  - renewed <= n
  - low <= observed + 1e-9 and observed <= high + 1e-9
  - abs(brier - (reliability - resolution + uncertainty + within)) < 0.000001
---*/
-- decimals until nothing more is added, so that no order of rows shows in the last digit
with cells as (
    select
        origin,
        term_class,
        lead_bucket,
        status,
        decided_month,
        cast(sum(forecasts) as bigint) as "n",
        cast(sum(renewed) as bigint) as renewed,
        sum(probability_sum) as probability_sum,
        sum(probability_squares) as probability_squares,
        sum(probability_renewed) as probability_renewed,
        sum(renewals) as renewals,
        sum(distinct_renewed) as distinct_renewed,
        sum(distinct_expected) as distinct_expected,
        sum(distinct_chance) as distinct_chance,
        sum(arr) as arr,
        sum(arr_renewed) as arr_renewed,
        sum(arr_expected) as arr_expected
    from core.forecast_cells
    where segment = 'all'
    group by origin, term_class, lead_bucket, status, decided_month
),

months as (
    select origin, term_class, lead_bucket, status, decided_month, n, renewed, probability_sum,
        renewals, distinct_renewed, distinct_expected, distinct_chance, arr, arr_renewed,
        arr_expected
    from cells
    union all
    select
        origin,
        term_class,
        lead_bucket,
        'all',
        decided_month,
        sum(n),
        sum(renewed),
        sum(probability_sum),
        sum(renewals),
        sum(distinct_renewed),
        sum(distinct_expected),
        sum(distinct_chance),
        sum(arr),
        sum(arr_renewed),
        sum(arr_expected)
    from cells
    group by origin, term_class, lead_bucket, decided_month
),

-- Pearson's chi-squared over decision months says how far renewals of a month moved together
totals as (
    select
        origin,
        term_class,
        lead_bucket,
        status,
        cast(sum(n) as bigint) as "n",
        cast(sum(renewed) as bigint) as renewed,
        cast(sum(probability_sum) as double) / sum(n) as forecast,
        cast(sum(renewed) as double) / cast(sum(n) as double) as observed,
        cast(sum(renewals) as double) as renewals,
        greatest(
            1,
            list_sum(
                list(
                    case
                        when distinct_chance > 0
                            then pow(cast(distinct_renewed - distinct_expected as double), 2)
                                / cast(distinct_chance as double)
                        else 0
                    end
                    order by decided_month
                )
            ) / count(*)
        ) as dispersion,
        cast(sum(arr_expected) as double) / cast(sum(arr) as double) as forecast_arr,
        cast(sum(arr_renewed) as double) / cast(sum(arr) as double) as observed_arr
    from months
    group by origin, term_class, lead_bucket, status
),

by_status as (
    select
        origin,
        term_class,
        lead_bucket,
        status,
        cast(sum(n) as double) as "n",
        cast(sum(renewed) as double) as renewed,
        cast(sum(probability_sum) as double) as probability_sum,
        cast(sum(probability_squares) as double) as probability_squares,
        cast(sum(probability_renewed) as double) as probability_renewed
    from cells
    group by origin, term_class, lead_bucket, status
),

-- the parts of the Brier score over cells of one status
parts as (
    select
        by_status.origin,
        by_status.term_class,
        by_status.lead_bucket,
        list_sum(
            list(
                probability_squares - 2 * probability_renewed + by_status.renewed
                order by by_status.status
            )
        ) / max(totals.n) as brier,
        list_sum(
            list(
                pow(probability_sum - by_status.renewed, 2) / by_status.n
                order by by_status.status
            )
        ) / max(totals.n) as reliability,
        list_sum(
            list(
                by_status.n * pow(by_status.renewed / by_status.n - totals.observed, 2)
                order by by_status.status
            )
        ) / max(totals.n) as resolution,
        max(totals.observed * (1 - totals.observed)) as uncertainty,
        list_sum(
            list(
                probability_squares - pow(probability_sum, 2) / by_status.n
                - 2 * (probability_renewed - probability_sum * by_status.renewed / by_status.n)
                order by by_status.status
            )
        ) / max(totals.n) as within
    from by_status
    join totals
        on totals.origin = by_status.origin
        and totals.term_class = by_status.term_class
        and totals.lead_bucket = by_status.lead_bucket
        and totals.status = 'all'
    group by by_status.origin, by_status.term_class, by_status.lead_bucket
),

bounded as (
    select
        totals.*,
        totals.renewals / totals.dispersion as n_effective,
        forecast.z_95
    from totals
    cross join config.forecast
)

select
    bounded.origin || '/' || bounded.status || '/' || bounded.lead_bucket || '/'
        || bounded.term_class as forecast_calibration_id,
    bounded.origin,
    bounded.status,
    bounded.lead_bucket,
    bounded.term_class,
    bounded.n,
    bounded.n_effective,
    bounded.renewed,
    bounded.forecast,
    bounded.observed,
    -- arithmetic may end a last digit on the wrong side of 0, of 1 and of what was observed
    least(bounded.observed, greatest(
        0,
        (
            bounded.observed + z_95 * z_95 / (2 * n_effective)
            - z_95 * sqrt(
                bounded.observed * (1 - bounded.observed) / n_effective
                + pow(z_95 / n_effective, 2) / 4
            )
        ) / (1 + z_95 * z_95 / n_effective)
    )) as low,
    greatest(bounded.observed, least(
        1,
        (
            bounded.observed + z_95 * z_95 / (2 * n_effective)
            + z_95 * sqrt(
                bounded.observed * (1 - bounded.observed) / n_effective
                + pow(z_95 / n_effective, 2) / 4
            )
        ) / (1 + z_95 * z_95 / n_effective)
    )) as high,
    bounded.forecast_arr,
    bounded.observed_arr,
    case when bounded.status = 'all' then parts.brier end as brier,
    case when bounded.status = 'all' then parts.reliability end as reliability,
    case when bounded.status = 'all' then parts.resolution end as resolution,
    case when bounded.status = 'all' then parts.uncertainty end as uncertainty,
    case when bounded.status = 'all' then parts.within end as within
from bounded
join parts
    on parts.origin = bounded.origin
    and parts.term_class = bounded.term_class
    and parts.lead_bucket = bounded.lead_bucket
