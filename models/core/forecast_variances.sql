/*---
grain: [vintage, period, account_id]
says: >-
  Why each account lost more or less in a closed month than a vintage expected: other renewals fell
  due (volume), another share of them was lost (rate), what was lost was due in another month
  (timing), or it was lost outside a renewal or by an account that the vintage did not count
  (unforecast). The four add up to actual less forecast exactly.
unit:
  churn_forecast: reporting currency per year
  churn_actual: reporting currency per year
  volume: reporting currency per year
  rate: reporting currency per year
  timing: reporting currency per year
  unforecast: reporting currency per year
source:
  - marts.forecast_months
  - marts.renewal_forecasts
  - core.forecast_vintages
  - core.subscription_lines
  - core.renewals
  - core.account_months
  - config.forecast_leads
  - config.run
section: 11
checks: [volume + rate + timing + unforecast = churn_actual - churn_forecast]
incremental: month
---*/
with vintages as (
    select month
    from core.forecast_vintages
    where month >= (select cast(recompute_from - interval 12 month as date) from config.run)
),

losses as (
    select
        account_id,
        month as period,
        cast(-12 * (mrr_churn + mrr_contraction) as decimal(18, 4)) as churn_actual
    from core.account_months
    where is_closed and month >= (select recompute_from from config.run)
),

-- what is to come has no difference yet
periods as (
    select distinct period
    from losses
),

months as (
    select
        forecasts.vintage,
        forecasts.account_id,
        forecasts.period,
        forecasts.status,
        forecasts.churned_arr
    from vintages
    join marts.forecast_months as forecasts on forecasts.vintage = vintages.month
    join periods on periods.period = forecasts.period
    where not forecasts.is_provisional
        and forecasts.lead_months >= 1
),

counted as (
    select
        months.vintage,
        months.account_id,
        months.period,
        months.status,
        months.churned_arr as churn_forecast,
        losses.churn_actual
    from months
    join losses
        on losses.account_id = months.account_id
        and losses.period = months.period
),

renewals as (
    select
        account_id,
        line_id,
        cast(date_trunc('month', renewal_on) as date) as due_month,
        cast(date_trunc('month', coalesce(churned_on, decided_on)) as date) as lost_month,
        arr_due,
        arr_due - coalesce(renewed_arr, arr_due) as lost_arr
    from core.renewals
    where outcome <> 'carried'
),

due_lines as (
    select
        account_id,
        line_id,
        due_month as period,
        sum(arr_due) as arr_due,
        sum(lost_arr) as lost_arr
    from renewals
    group by account_id, line_id, due_month
),

due_losses as (
    select account_id, due_month as period, sum(lost_arr) as due_lost
    from renewals
    group by account_id, due_month
),

recognised_losses as (
    select account_id, lost_month as period, sum(lost_arr) as recognised_lost
    from renewals
    where lost_arr > 0
    group by account_id, lost_month
),

foreseen as (
    select
        forecasts.vintage,
        forecasts.account_id,
        lines.line_id,
        forecasts.period,
        sum(forecasts.arr_reaching) as arr_reaching,
        sum(forecasts.arr_reaching - forecasts.expected_arr) as expected_loss,
        min(1 - forecasts.probability) as loss_share
    from vintages
    join marts.renewal_forecasts as forecasts on forecasts.vintage = vintages.month
    join periods on periods.period = forecasts.period
    join core.subscription_lines as lines on lines.subscription_id = forecasts.subscription_id
    group by forecasts.vintage, forecasts.account_id, lines.line_id, forecasts.period
),

-- a renewal that was not due after all has a volume of none, one that nobody foresaw is all volume
matched as (
    select
        counted.vintage,
        counted.account_id,
        counted.period,
        foreseen.expected_loss,
        cast(
            (coalesce(cast(due_lines.arr_due as double), 0) - cast(foreseen.arr_reaching as double))
            * coalesce(
                cast(foreseen.expected_loss as double)
                / nullif(cast(foreseen.arr_reaching as double), 0),
                foreseen.loss_share
            ) as decimal(18, 4)
        ) as volume
    from counted
    join foreseen
        on foreseen.vintage = counted.vintage
        and foreseen.account_id = counted.account_id
        and foreseen.period = counted.period
    left join due_lines
        on due_lines.account_id = foreseen.account_id
        and due_lines.line_id = foreseen.line_id
        and due_lines.period = foreseen.period
    union all
    select
        counted.vintage,
        counted.account_id,
        counted.period,
        0,
        cast(due_lines.lost_arr as decimal(18, 4))
    from counted
    join due_lines
        on due_lines.account_id = counted.account_id
        and due_lines.period = counted.period
    left join foreseen
        on foreseen.vintage = counted.vintage
        and foreseen.account_id = counted.account_id
        and foreseen.line_id = due_lines.line_id
        and foreseen.period = counted.period
    where foreseen.vintage is null and due_lines.lost_arr <> 0
),

volumes as (
    select
        vintage,
        account_id,
        period,
        sum(volume) as volume,
        sum(expected_loss) as expected_loss
    from matched
    group by vintage, account_id, period
),

explained as (
    select
        counted.vintage,
        counted.account_id,
        counted.period,
        counted.status,
        counted.churn_forecast,
        counted.churn_actual,
        coalesce(volumes.volume, 0) as volume,
        coalesce(volumes.expected_loss, 0) as expected_loss,
        coalesce(due_losses.due_lost, 0) as due_lost,
        coalesce(recognised_losses.recognised_lost, 0) as recognised_lost
    from counted
    left join volumes
        on volumes.vintage = counted.vintage
        and volumes.account_id = counted.account_id
        and volumes.period = counted.period
    left join due_losses
        on due_losses.account_id = counted.account_id
        and due_losses.period = counted.period
    left join recognised_losses
        on recognised_losses.account_id = counted.account_id
        and recognised_losses.period = counted.period
),

strangers as (
    select
        vintages.month as vintage,
        losses.account_id,
        losses.period,
        losses.churn_actual
    from losses
    join core.forecast_vintages as vintages
        on losses.period > vintages.month
        and losses.period <= vintages.month + to_months(
            (select max(lead_months) from config.forecast_leads)
        )
    left join counted
        on counted.vintage = vintages.month
        and counted.account_id = losses.account_id
        and counted.period = losses.period
    where not vintages.is_provisional
        and losses.churn_actual <> 0
        and counted.vintage is null
)

select
    vintage,
    period,
    period as month,
    account_id,
    status,
    cast(churn_forecast as decimal(18, 4)) as churn_forecast,
    cast(churn_actual as decimal(18, 4)) as churn_actual,
    cast(volume as decimal(18, 4)) as volume,
    cast(due_lost - expected_loss - volume as decimal(18, 4)) as rate,
    cast(recognised_lost - due_lost as decimal(18, 4)) as timing,
    cast(
        churn_actual - recognised_lost - (churn_forecast - expected_loss) as decimal(18, 4)
    ) as unforecast
from explained
union all
select
    vintage,
    period,
    period,
    account_id,
    'none',
    cast(0 as decimal(18, 4)),
    churn_actual,
    cast(0 as decimal(18, 4)),
    cast(0 as decimal(18, 4)),
    cast(0 as decimal(18, 4)),
    churn_actual
from strangers
