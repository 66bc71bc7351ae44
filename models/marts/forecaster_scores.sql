/*---
grain: [forecaster, against, segment]
says: >-
  How well the model, people's categories, their overrides and plans of churned ARR foresaw the
  renewals of longer terms that were decided since. `against` says on which renewals: all, the
  forecaster's own, or, for the model, those that people judged or planned; only rows of the same
  renewals are comparable.
unit:
  n: forecasts
  brier: squared shares
  bias: share of what renewed, above 0 when too much was forecast
  skill: share of the squared error of last year's rate that was saved
source: [core.forecast_judged]
section: 10
checks: [brier >= 0, skill <= 1]
---*/
with totals as (
    select
        forecaster,
        against,
        segment,
        cast(sum(forecasts) as bigint) as "n",
        cast(sum(squared_error) as double) as squared_error,
        cast(sum(last_year_squared_error) as double) as last_year_squared_error,
        cast(sum(arr_renewed) as decimal(18, 4)) as arr_renewed,
        cast(sum(arr_expected) as decimal(18, 4)) as arr_expected
    from core.forecast_judged
    group by forecaster, against, segment
)

select
    forecaster || '/' || against || '/' || replace(segment, '/', '%2F') as forecaster_score_id,
    forecaster,
    against,
    segment,
    n,
    squared_error,
    last_year_squared_error,
    arr_renewed,
    arr_expected,
    squared_error / n as brier,
    cast(arr_expected - arr_renewed as double) / nullif(cast(arr_renewed as double), 0) as bias,
    1 - squared_error / nullif(last_year_squared_error, 0) as skill
from totals
