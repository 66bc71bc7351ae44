/*---
grain: [metric, segment, vintage, kind, period]
says: >-
  Every forecast that was made beside what came: rows are vintages, columns periods; read down a
  column to see a forecast improve. `plan` is the first that people planned for a period, `replan`
  what they planned later, each by its file and line; `model` the forecast of that vintage.
unit:
  forecast: as in config.waterfall_metrics
  actual: as the forecast, empty until the period has closed
  variance: actual less forecast
  variance_pct: share of the forecast
source:
  - core.plan_values
  - core.waterfall_actuals
  - core.forecast_totals
  - core.forecast_actuals
  - core.forecast_vintages
  - core.month_spine
  - config.waterfall_metrics
section: 11
checks: [lead_months >= 0, low <= high]
---*/
with closed as (
    select month, bool_and(is_closed) as is_closed
    from core.month_spine
    group by month
),

-- of a quarter a flow is the sum of its months, a level that of its last month
quarters as (
    select
        actuals.metric,
        actuals.segment,
        cast(date_trunc('quarter', actuals.month) as date) as period,
        case
            when any_value(metrics.is_flow) then sum(actuals.actual)
            else arg_max(actuals.actual, actuals.month)
        end as actual
    from core.waterfall_actuals as actuals
    join config.waterfall_metrics as metrics on metrics.metric = actuals.metric
    where metrics.period_grain = 'quarter'
    group by actuals.metric, actuals.segment, date_trunc('quarter', actuals.month)
    having count(distinct actuals.month) = 3
),

period_actuals as (
    select actuals.metric, actuals.segment, actuals.month as period, actuals.actual
    from core.waterfall_actuals as actuals
    join config.waterfall_metrics as metrics on metrics.metric = actuals.metric
    where metrics.period_grain = 'month'
    union all
    select metric, segment, period, actual
    from quarters
),

expanded as (
    select
        month as vintage,
        segment,
        lead_months,
        sum(forecast) over (
            partition by month, segment order by lead_months
        ) as expansion_arr
    from core.forecast_totals
    where metric = 'expansion_arr'
),

-- over the accounts of the vintage, period by period
vintage_actuals as (
    select vintage, segment, month as period, 'retained_arr' as metric, retained_arr as actual
    from core.forecast_actuals
    union all
    select vintage, segment, month, 'churned_arr', retained_before - retained_arr
    from core.forecast_actuals
    union all
    select vintage, segment, month, 'expansion_arr', expansion_arr
    from core.forecast_actuals
    union all
    select
        vintage,
        segment,
        month,
        'grr',
        cast(cast(retained_arr as double) / cast(arr as double) as decimal(18, 6))
    from core.forecast_actuals
    union all
    select
        vintage,
        segment,
        month,
        'nrr',
        cast(cast(arr_now as double) / cast(arr as double) as decimal(18, 6))
    from core.forecast_actuals
),

model as (
    select
        metric,
        segment,
        month as vintage,
        lead_months,
        cast(forecast as decimal(18, 6)) as forecast,
        cast(low_80 as decimal(18, 6)) as low,
        cast(high_80 as decimal(18, 6)) as high
    from core.forecast_totals
    union all
    select
        'grr',
        segment,
        month,
        lead_months,
        cast(cast(forecast as double) / cast(arr as double) as decimal(18, 6)),
        cast(cast(low_80 as double) / cast(arr as double) as decimal(18, 6)),
        cast(cast(high_80 as double) / cast(arr as double) as decimal(18, 6))
    from core.forecast_totals
    where metric = 'retained_arr' and arr > 0
    union all
    select
        'nrr',
        totals.segment,
        totals.month,
        totals.lead_months,
        cast(
            cast(totals.forecast + expanded.expansion_arr as double)
            / cast(totals.arr as double) as decimal(18, 6)
        ),
        null,
        null
    from core.forecast_totals as totals
    join expanded
        on expanded.vintage = totals.month
        and expanded.segment = totals.segment
        and expanded.lead_months = totals.lead_months
    where totals.metric = 'retained_arr' and totals.arr > 0
),

forecasts as (
    select
        plans.metric,
        plans.segment,
        plans.vintage,
        case when plans.is_original then 'plan' else 'replan' end as kind,
        plans.period,
        plans.period_grain,
        cast(datediff('month', plans.vintage, plans.period) as integer) as lead_months,
        plans.value as forecast,
        cast(null as decimal(18, 6)) as low,
        cast(null as decimal(18, 6)) as high,
        coalesce(metrics.population, 'all_accounts') as population,
        'plan' as origin,
        plans.file_id,
        plans.line
    from core.plan_values as plans
    left join config.waterfall_metrics as metrics on metrics.metric = plans.metric
    union all
    select
        model.metric,
        model.segment,
        model.vintage,
        'model',
        cast(model.vintage + to_months(model.lead_months) as date),
        'month',
        model.lead_months,
        model.forecast,
        model.low,
        model.high,
        'vintage_accounts',
        vintages.origin,
        null,
        null
    from model
    join core.forecast_vintages as vintages on vintages.month = model.vintage
),

met as (
    select
        forecasts.metric,
        forecasts.segment,
        forecasts.vintage,
        forecasts.kind,
        forecasts.period,
        forecasts.period_grain,
        forecasts.lead_months,
        forecasts.forecast,
        forecasts.low,
        forecasts.high,
        forecasts.population,
        forecasts.origin,
        forecasts.file_id,
        forecasts.line,
        case
            when forecasts.population = 'vintage_accounts' and closed.is_closed
                then vintage_actuals.actual
            when forecasts.population = 'all_accounts' then period_actuals.actual
        end as actual
    from forecasts
    left join closed on closed.month = forecasts.period
    left join vintage_actuals
        on vintage_actuals.metric = forecasts.metric
        and vintage_actuals.segment = forecasts.segment
        and vintage_actuals.vintage = forecasts.vintage
        and vintage_actuals.period = forecasts.period
    left join period_actuals
        on period_actuals.metric = forecasts.metric
        and period_actuals.segment = forecasts.segment
        and period_actuals.period = forecasts.period
)

select
    metric || '/' || replace(segment, '/', '%2F') || '/' || strftime(vintage, '%Y-%m')
        || '/' || kind || '/' || strftime(period, '%Y-%m') as forecast_waterfall_id,
    metric,
    segment,
    vintage,
    kind,
    period,
    period_grain,
    lead_months,
    forecast,
    low,
    high,
    cast(actual as decimal(18, 6)) as actual,
    cast(actual - forecast as decimal(18, 6)) as variance,
    cast(actual - forecast as double) / nullif(cast(forecast as double), 0) as variance_pct,
    kind = 'plan' or (
        kind = 'model'
        and vintage = min(vintage) over (partition by metric, segment, period, kind)
    ) as is_original,
    vintage = max(vintage) over (
        partition by metric, segment, period, kind = 'model'
    ) as is_latest,
    origin,
    population,
    file_id,
    line
from met
