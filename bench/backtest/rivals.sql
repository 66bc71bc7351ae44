-- What each forecaster expected of each vintage, beside what came of it, over all accounts.
-- Known notices hold for everybody; a rival differs in its chance of a renewal alone.
with last_year as (
    select
        vintages.month,
        renewals.term_class,
        cast(sum(renewals.renewed_arr) as double) / cast(sum(renewals.arr_due) as double) as rate,
        avg(renewals.term_months) as mean_term
    from core.forecast_vintages as vintages
    join core.line_renewals as renewals
        on renewals.settled_month <= vintages.month
        and renewals.settled_month > vintages.month - interval 12 month
    where not renewals.is_early
    group by vintages.month, renewals.term_class
),

rivals as (
    select unnest(['last year''s rate', 'prior alone', 'health, not learned']) as forecaster
),

chances as (
    select
        rivals.forecaster,
        positions.month,
        positions.arr,
        positions.first_lead,
        positions.lost_lead,
        positions.term_months,
        pow(
            case rivals.forecaster
                when 'prior alone' then forecast.base
                when 'health, not learned' then priors.prior
                else pow(coalesce(last_year.rate, forecast.base), 12 / last_year.mean_term)
            end,
            positions.term_months / 12.0
        ) as chance
    from core.forecast_positions as positions
    cross join rivals
    cross join config.forecast
    join config.forecast_priors as priors on priors.status = positions.status
    left join last_year
        on last_year.month = positions.month
        and last_year.term_class = positions.term_class
),

paths as (
    select
        chances.forecaster,
        chances.month,
        leads.lead_months,
        chances.arr,
        case
            when chances.lost_lead >= 0 then cast(leads.lead_months <= chances.lost_lead as integer)
            when leads.lead_months <= chances.first_lead then 1
            else pow(
                chances.chance,
                1 + (leads.lead_months - 1 - chances.first_lead) // chances.term_months
            )
        end as left_before,
        case
            when chances.lost_lead >= 0 then cast(leads.lead_months < chances.lost_lead as integer)
            when leads.lead_months < chances.first_lead then 1
            else pow(
                chances.chance, 1 + (leads.lead_months - chances.first_lead) // chances.term_months
            )
        end as left_after
    from chances
    cross join (select distinct lead_months from config.forecast_leads) as leads
    where leads.lead_months >= 1
),

rival_totals as (
    select
        forecaster,
        month,
        lead_months,
        sum(cast(cast(arr as double) * left_after as decimal(18, 4))) as retained_arr,
        sum(cast(cast(arr as double) * (left_before - left_after) as decimal(18, 4)))
            as churned_arr
    from paths
    group by forecaster, month, lead_months
),

rival_forecasts as (
    select forecaster, month, lead_months, 'retained_arr' as metric, retained_arr as forecast
    from rival_totals
    union all
    select forecaster, month, lead_months, 'churned_arr', churned_arr
    from rival_totals
)

select
    'tenure' as forecaster,
    month,
    metric,
    lead_months,
    cast(forecast as double) as forecast,
    cast(actual as double) as actual,
    actual between low_80 and high_80 as is_covered
from core.forecast_outcomes
where segment = 'all' and metric in ('retained_arr', 'churned_arr')

union all

select
    rivals.forecaster,
    outcomes.month,
    rivals.metric,
    rivals.lead_months,
    cast(rivals.forecast as double),
    cast(outcomes.actual as double),
    null
from core.forecast_outcomes as outcomes
join rival_forecasts as rivals
    on rivals.month = outcomes.vintage
    and rivals.lead_months = outcomes.lead_months
    and rivals.metric = outcomes.metric
where outcomes.segment = 'all'
