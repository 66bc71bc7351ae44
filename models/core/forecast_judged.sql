/*---
grain: [month, origin, forecaster, against, segment]
says: >-
  Who foresaw renewals how well, by the month in which they were settled. Everybody is judged
  against last year's rate on the same forecasts, and the model also on those that people judged. A
  plan of churned ARR is the chance that it leaves to all ARR that falls due in its month.
unit: { forecasts: forecasts, squared_error: squared shares, arr: reporting currency per year }
source:
  - marts.renewal_forecasts
  - core.forecast_opinions
  - core.forecast_lessons
  - core.forecast_vintages
  - core.plan_values
  - core.settled_renewals
  - core.account_segments
lags:
  marts.renewal_forecasts: 1
  core.forecast_opinions: 1
  core.forecast_lessons: 1
  core.account_segments: 1
section: 10
---*/
with years as (
    select
        vintages.month,
        lessons.term_class,
        cast(sum(lessons.renewed_weight) as double) / cast(sum(lessons.weight) as double)
            as renewed_share,
        cast(sum(lessons.term_weight) as double) / cast(sum(lessons.seen) as double) as mean_term
    from core.forecast_vintages as vintages
    join core.forecast_lessons as lessons
        on lessons.month <= vintages.month
        and lessons.month > vintages.month - interval 12 month
    group by vintages.month, lessons.term_class
),

-- the newest plan that was made by the vintage's month
plans as (
    select
        vintages.month as vintage,
        plans.segment,
        plans.period,
        arg_max(plans.value, plans.vintage) as churned_arr
    from core.forecast_vintages as vintages
    join core.plan_values as plans
        on plans.vintage <= vintages.month
        and plans.period > vintages.month
    where plans.metric = 'churned_arr' and plans.period_grain = 'month'
    group by vintages.month, plans.segment, plans.period
),

planned as (
    select
        plans.vintage,
        plans.segment,
        plans.period,
        greatest(0, least(1, 1 - cast(any_value(plans.churned_arr) as double)
            / nullif(cast(sum(forecasts.arr_reaching) as double), 0))) as probability
    from plans
    join marts.renewal_forecasts as forecasts
        on forecasts.vintage = plans.vintage
        and forecasts.period = plans.period
    join core.account_segments as segments
        on segments.account_id = forecasts.account_id
        and segments.month = forecasts.vintage
        and segments.segment = plans.segment
    group by plans.vintage, plans.segment, plans.period
),

decided as (
    select
        renewals.settled_month as month,
        forecasts.origin,
        segments.segment,
        forecasts.probability,
        opinions.probability as opinion,
        opinions.is_override,
        planned.probability as plan,
        pow(years.renewed_share, forecasts.term_months / years.mean_term) as last_year,
        cast(renewals.is_renewed as integer) as outcome,
        forecasts.arr
    from marts.renewal_forecasts as forecasts
    join core.settled_renewals as renewals
        on renewals.subscription_id = forecasts.subscription_id
        and renewals.due_month = forecasts.period
    join core.account_segments as segments
        on segments.account_id = forecasts.account_id
        and segments.month = forecasts.vintage
    join years
        on years.month = forecasts.vintage
        and years.term_class = forecasts.term_class
    left join core.forecast_opinions as opinions
        on opinions.month = forecasts.vintage
        and opinions.account_id = forecasts.account_id
        and opinions.due_month = forecasts.period
    left join planned
        on planned.vintage = forecasts.vintage
        and planned.segment = segments.segment
        and planned.period = forecasts.period
    where renewals.is_closed
        and forecasts.basis = 'model'
        and not forecasts.is_provisional
        and forecasts.term_class = 'longer'
),

judged as (
    select month, origin, segment, 'model' as forecaster, 'all' as against, probability, last_year,
        outcome, arr
    from decided
    union all
    select month, origin, segment, case when is_override then 'override' else 'category' end,
        'own', opinion, last_year, outcome, arr
    from decided
    where opinion is not null
    union all
    select month, origin, segment, 'model',
        case when is_override then 'override' else 'category' end, probability, last_year, outcome,
        arr
    from decided
    where opinion is not null
    union all
    select month, origin, segment, 'plan', 'own', plan, last_year, outcome, arr
    from decided
    where plan is not null
    union all
    select month, origin, segment, 'model', 'plan', probability, last_year, outcome, arr
    from decided
    where plan is not null
)

select
    month,
    origin,
    forecaster,
    against,
    segment,
    count(*) as forecasts,
    sum(cast(pow(probability - outcome, 2) as decimal(18, 9))) as squared_error,
    sum(cast(pow(last_year - outcome, 2) as decimal(18, 9))) as last_year_squared_error,
    sum(arr) as arr,
    coalesce(sum(arr) filter (where outcome = 1), 0) as arr_renewed,
    sum(cast(cast(arr as double) * probability as decimal(18, 4))) as arr_expected
from judged
group by month, origin, forecaster, against, segment
