/*---
grain: [month, segment, lead_months, metric]
says: >-
  What each vintage expected of a segment in a period, with the intervals in which 80 and 95 of 100
  should lie: by the moments with their skew, or simulated where renewals are few. Expansion has
  none. Of a sealed vintage it is what was published, whatever its segments or shocks are now.
unit: { forecast: reporting currency per year, low_80: reporting currency per year }
source:
  - core.forecast_moments
  - core.forecast_draws
  - staging.ledger_sealed_totals
  - config.forecast
  - config.run
section: 10
checks: [low_95 <= low_80 and low_80 <= high_80 and high_80 <= high_95, low_95 >= 0]
incremental: month
---*/
with measures as (
    select
        month,
        segment,
        lead_months,
        'retained_arr' as metric,
        arr,
        retained_arr as forecast,
        sqrt(retained_variance) as deviation,
        coalesce(retained_third / nullif(pow(retained_variance, 1.5), 0), 0) as skew
    from core.forecast_moments
    where month >= (select recompute_from from config.run)
    union all
    select
        month,
        segment,
        lead_months,
        'churned_arr',
        arr,
        churned_arr,
        sqrt(churned_variance),
        coalesce(churned_third / nullif(pow(churned_variance, 1.5), 0), 0)
    from core.forecast_moments
    where month >= (select recompute_from from config.run)
),

-- Cornish and Fisher's first term; a skew beyond 3 would turn the quantiles around
quantiles as (
    select
        measures.*,
        least(3, greatest(-3, measures.skew)) / 6 as bend,
        forecast.z_80,
        forecast.z_95
    from measures
    cross join config.forecast
),

bounds as (
    select
        month,
        segment,
        lead_months,
        metric,
        arr,
        forecast,
        cast(forecast as double) + deviation * (-z_80 + bend * (z_80 * z_80 - 1)) as low_80,
        cast(forecast as double) + deviation * (z_80 + bend * (z_80 * z_80 - 1)) as high_80,
        cast(forecast as double) + deviation * (-z_95 + bend * (z_95 * z_95 - 1)) as low_95,
        cast(forecast as double) + deviation * (z_95 + bend * (z_95 * z_95 - 1)) as high_95
    from quantiles
),

chosen as (
    select
        bounds.month,
        bounds.segment,
        bounds.lead_months,
        bounds.metric,
        bounds.arr,
        bounds.forecast,
        case
            when draws.month is null then bounds.low_80
            when bounds.metric = 'retained_arr' then draws.retained_low_80
            else draws.churned_low_80
        end as low_80,
        case
            when draws.month is null then bounds.high_80
            when bounds.metric = 'retained_arr' then draws.retained_high_80
            else draws.churned_high_80
        end as high_80,
        case
            when draws.month is null then bounds.low_95
            when bounds.metric = 'retained_arr' then draws.retained_low_95
            else draws.churned_low_95
        end as low_95,
        case
            when draws.month is null then bounds.high_95
            when bounds.metric = 'retained_arr' then draws.retained_high_95
            else draws.churned_high_95
        end as high_95
    from bounds
    left join core.forecast_draws as draws
        on draws.month = bounds.month
        and draws.segment = bounds.segment
        and draws.lead_months = bounds.lead_months
),

computed as (
    select
        month,
        segment,
        lead_months,
        metric,
        arr,
        forecast,
        cast(least(arr, greatest(0, low_80)) as decimal(18, 4)) as low_80,
        cast(least(arr, greatest(0, low_80, high_80)) as decimal(18, 4)) as high_80,
        cast(least(arr, greatest(0, least(low_80, low_95))) as decimal(18, 4)) as low_95,
        cast(least(arr, greatest(0, low_80, high_80, high_95)) as decimal(18, 4)) as high_95
    from chosen
    union all
    select month, segment, lead_months, 'expansion_arr', arr, expansion_arr, null, null, null, null
    from core.forecast_moments
    where month >= (select recompute_from from config.run)
)

select
    computed.month,
    computed.segment,
    computed.lead_months,
    computed.metric,
    computed.arr,
    computed.forecast,
    computed.low_80,
    computed.high_80,
    computed.low_95,
    computed.high_95
from computed
-- of a segment that came later nothing was published
where not exists (
    select 1
    from staging.ledger_sealed_totals as sealed
    where sealed.vintage = computed.month and sealed.segment = computed.segment
)

union all

-- sealed as its month had ended
select
    sealed.vintage,
    sealed.segment,
    sealed.lead_months,
    sealed.metric,
    sealed.arr,
    sealed.forecast,
    sealed.low_80,
    sealed.high_80,
    sealed.low_95,
    sealed.high_95
from staging.ledger_sealed_totals as sealed
where sealed.vintage >= (select recompute_from from config.run)
