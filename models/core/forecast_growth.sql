/*---
grain: [month, status]
says: >-
  Expansion and mid-term contraction per month as a vintage has learned them over the months
  closed before it, as shares of the ARR that a month opened with, by status, shrunk to all. What is
  sealed learns nothing any more.
unit: { expansion_rate: share per month, contraction_rate: share per month }
source:
  - core.account_months
  - core.forecast_statuses
  - core.forecast_positions
  - core.forecast_vintages
  - config.forecast
  - config.forecast_priors
section: 10
checks: [expansion_rate >= 0, contraction_rate >= 0]
---*/
with renewing as (
    select distinct account_id, month
    from core.forecast_positions
    where first_lead <= 1
),

-- the status is that of the month before, as the month opened
moves as (
    select
        months.account_id,
        months.month,
        statuses.status,
        months.mrr_opening as opening,
        months.mrr_expansion as expansion,
        case
            when renewing.account_id is null then -months.mrr_contraction
            else 0
        end as contraction
    from core.account_months as months
    join core.forecast_statuses as statuses
        on statuses.account_id = months.account_id
        and statuses.month = cast(months.month - interval 1 month as date)
    left join renewing
        on renewing.account_id = months.account_id
        and renewing.month = cast(months.month - interval 1 month as date)
    where months.is_closed and months.mrr_opening > 0
),

vintages as (
    select month
    from core.forecast_vintages
    where not is_sealed
),

ranked as (
    select
        vintages.month,
        moves.expansion,
        row_number() over (partition by vintages.month order by moves.expansion) as nth,
        count(*) over (partition by vintages.month) as expansions,
        forecast.cap_percentile
    from vintages
    cross join config.forecast
    join moves
        on moves.month <= vintages.month
        and moves.month > vintages.month - to_months(forecast.expansion_months)
        and moves.expansion > 0
),

caps as (
    select month, min(expansion) as cap
    from ranked
    where nth >= ceil(cap_percentile * expansions)
    group by month
),

monthly as (
    select
        month,
        status,
        count(*) as "n",
        sum(opening) as opening,
        sum(contraction) as contraction
    from moves
    group by month, status
),

openings as (
    select
        vintages.month,
        monthly.status,
        sum(monthly.n) as "n",
        sum(monthly.opening) as opening,
        sum(monthly.contraction) as contraction
    from vintages
    cross join config.forecast
    join monthly
        on monthly.month <= vintages.month
        and monthly.month > vintages.month - to_months(forecast.expansion_months)
    group by vintages.month, monthly.status
),

expansions as (
    select
        vintages.month,
        moves.status,
        sum(least(moves.expansion, caps.cap)) as expansion
    from vintages
    cross join config.forecast
    join caps on caps.month = vintages.month
    join moves
        on moves.month <= vintages.month
        and moves.month > vintages.month - to_months(forecast.expansion_months)
        and moves.expansion > 0
    group by vintages.month, moves.status
),

totals as (
    select
        vintages.month,
        priors.status,
        coalesce(openings.n, 0) as "n",
        coalesce(openings.opening, 0) as opening,
        coalesce(openings.contraction, 0) as contraction,
        coalesce(expansions.expansion, 0) as expansion
    from vintages
    cross join config.forecast_priors as priors
    left join openings
        on openings.month = vintages.month
        and openings.status = priors.status
    left join expansions
        on expansions.month = vintages.month
        and expansions.status = priors.status
),

pooled as (
    select
        month,
        status,
        n,
        cast(opening as double) as opening,
        cast(contraction as double) as contraction,
        cast(expansion as double) as expansion,
        coalesce(
            cast(sum(expansion) over (partition by month) as double)
            / nullif(cast(sum(opening) over (partition by month) as double), 0),
            0
        ) as all_expansion,
        coalesce(
            cast(sum(contraction) over (partition by month) as double)
            / nullif(cast(sum(opening) over (partition by month) as double), 0),
            0
        ) as all_contraction
    from totals
)

select
    pooled.month,
    pooled.status,
    pooled.n,
    (
        forecast.expansion_strength * pooled.all_expansion
        + pooled.n * coalesce(pooled.expansion / nullif(pooled.opening, 0), 0)
    ) / nullif(forecast.expansion_strength + pooled.n, 0) as expansion_rate,
    (
        forecast.expansion_strength * pooled.all_contraction
        + pooled.n * coalesce(pooled.contraction / nullif(pooled.opening, 0), 0)
    ) / nullif(forecast.expansion_strength + pooled.n, 0) as contraction_rate
from pooled
cross join config.forecast
