/*---
grain: [origin, metric, segment, lead_months]
says: >-
  How close the vintages came, over the closed months that each foresaw so many months ahead.
unit:
  periods: months
  wape: share of what came
  bias: share of what came, above 0 when too much was forecast
  within_5pct: share of months
  coverage_80: share of months
  coverage_95: share of months
source: [core.forecast_outcomes]
section: 10
checks: [wape >= 0, within_5pct <= 1, coverage_80 <= 1, coverage_95 <= 1]
---*/
select
    origin || '/' || metric || '/' || replace(segment, '/', '%2F') || '/' || lead_months
        as forecast_accuracy_id,
    origin,
    metric,
    segment,
    lead_months,
    count(*) as periods,
    cast(sum(forecast) as decimal(18, 4)) as forecast,
    cast(sum(actual) as decimal(18, 4)) as actual,
    cast(sum(abs(actual)) as decimal(18, 4)) as absolute_actual,
    cast(sum(abs(actual - forecast)) as decimal(18, 4)) as absolute_error,
    count(*) filter (where abs(actual - forecast) <= 0.05 * abs(actual)) as periods_within_5pct,
    count(low_80) as periods_with_interval,
    count(*) filter (where actual between low_80 and high_80) as periods_covered_80,
    count(*) filter (where actual between low_95 and high_95) as periods_covered_95,
    cast(sum(abs(actual - forecast)) as double) / nullif(cast(sum(abs(actual)) as double), 0)
        as wape,
    cast(sum(forecast - actual) as double) / nullif(cast(sum(actual) as double), 0) as bias,
    cast(count(*) filter (where abs(actual - forecast) <= 0.05 * abs(actual)) as double)
        / count(*) as within_5pct,
    cast(count(*) filter (where actual between low_80 and high_80) as double)
        / nullif(count(low_80), 0) as coverage_80,
    cast(count(*) filter (where actual between low_95 and high_95) as double)
        / nullif(count(low_95), 0) as coverage_95
from core.forecast_outcomes
group by origin, metric, segment, lead_months
