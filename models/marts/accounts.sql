/*---
grain: [account_id]
says: One row per account as it stands at as_of, whether or not it ever paid.
unit: { mrr: reporting currency per month, arr: reporting currency per year, seats: seats }
source:
  - core.account_versions
  - core.account_parents
  - core.account_months
  - core.account_mrr_changes
  - core.subscription_periods
  - core.subscription_rows
  - core.account_objectives
  - core.account_playbooks
  - core.account_journeys
  - core.account_quadrants
  - core.forecast_positions
  - core.segment_lists
  - marts.forecast_months
  - marts.index_factors
  - marts.index_scores
  - marts.renewal_forecasts
  - config.run
section: 16
checks: [mrr >= 0]
---*/
with latest_versions as (
    select
        account_id,
        name,
        region,
        country,
        industry,
        size,
        csm_id,
        csm_name
    from core.account_versions
    where known_until is null
),

latest_months as (
    select
        account_months.account_id,
        account_months.is_customer,
        account_months.mrr,
        account_months.arr,
        account_months.seats,
        account_months.mrr_share,
        account_months.plan,
        account_months.tier,
        lists.segments
    from core.account_months
    cross join config.run
    left join core.segment_lists as lists
        on lists.account_id = account_months.account_id
        and lists.month = account_months.month
    where account_months.month = cast(date_trunc('month', run.as_of) as date)
),

histories as (
    select
        account_id,
        min(occurred_on) filter (where mrr_after > 0) as customer_since,
        max(occurred_on) filter (where mrr_after = 0) as last_zero_on
    from core.account_mrr_changes
    group by account_id
),

-- notice counts while the subscription still pays
notices as (
    select
        periods.account_id,
        cast(min(subscriptions.cancelled_at) as date) as notice_given_on,
        sum(periods.mrr * 12) as pending_churn_arr
    from core.subscription_periods as periods
    cross join config.run
    join core.subscription_rows as subscriptions
        on subscriptions.subscription_id = periods.subscription_id
        and coalesce(subscriptions.replaced_at, run.as_of) >= run.as_of
    where periods.ends_on is null
        and periods.mrr > 0
        and subscriptions.cancelled_at < run.as_of
    group by periods.account_id
),

latest_scores as (
    select
        scores.account_id,
        scores.index,
        scores.score,
        scores.status,
        scores.coverage,
        scores.trend
    from marts.index_scores as scores
    cross join config.run
    where scores.month = cast(date_trunc('month', run.as_of) as date)
),

-- what the experience is: the part of health that rests on it
experiences as (
    select
        factors.account_id,
        list_sum(list(factors.weight * factors.score order by factors.factor))
            / list_sum(list(factors.weight order by factors.factor)) as experience_score
    from marts.index_factors as factors
    cross join config.run
    where factors.index = 'health'
        and factors.element = 'experience'
        and factors.month = cast(date_trunc('month', run.as_of) as date)
        and factors.score is not null
        and factors.weight > 0
    group by factors.account_id
),

latest_quadrants as (
    select
        quadrants.account_id,
        quadrants.dependence_score,
        quadrants.importance,
        quadrants.quadrant,
        quadrants.asymmetry
    from core.account_quadrants as quadrants
    cross join config.run
    where quadrants.month = cast(date_trunc('month', run.as_of) as date)
),

-- the end of the nearest term, however far ahead
next_renewals as (
    select positions.account_id, min(positions.renewal_on) as renewal_on
    from core.forecast_positions as positions
    cross join config.run
    where positions.month = cast(date_trunc('month', run.as_of) as date)
    group by positions.account_id
),

-- what the newest vintage says of it, by ARR where several contracts end that day
renewal_chances as (
    select
        forecasts.account_id,
        forecasts.renewal_on,
        sum(cast(forecasts.arr as double) * forecasts.probability)
            / sum(cast(forecasts.arr as double)) as probability
    from marts.renewal_forecasts as forecasts
    cross join config.run
    where forecasts.vintage = cast(date_trunc('month', run.as_of) as date)
    group by forecasts.account_id, forecasts.renewal_on
),

expected_losses as (
    select months.account_id, months.arr - months.retained_arr as arr_expected_loss
    from marts.forecast_months as months
    cross join config.run
    where months.vintage = cast(date_trunc('month', run.as_of) as date)
        and months.lead_months = 12
)

select
    versions.account_id,
    versions.name,
    parents.ultimate_parent_id,
    versions.region,
    versions.country,
    versions.industry,
    versions.size,
    months.plan,
    months.tier,
    versions.csm_id,
    versions.csm_name,
    coalesce(months.is_customer, false) as is_customer,
    histories.customer_since,
    case when coalesce(months.mrr, 0) = 0 then histories.last_zero_on end as churned_on,
    cast(coalesce(months.mrr, 0) as decimal(18, 4)) as mrr,
    cast(coalesce(months.arr, 0) as decimal(18, 4)) as arr,
    months.seats,
    months.mrr_share,
    notices.notice_given_on,
    cast(coalesce(notices.pending_churn_arr, 0) as decimal(18, 4)) as pending_churn_arr,
    objectives.account_id is not null as has_objective,
    objectives.success_measures,
    objectives.success_status,
    objectives.bar_not_raised,
    objectives.value as objective_value,
    objectives.value_attribution,
    objectives.value_multiple,
    objectives.value_multiple - 1 as roi,
    experiences.experience_score,
    health.status as health_status,
    health.score as health_score,
    health.coverage as health_coverage,
    health.trend as health_trend,
    quadrants.dependence_score,
    quadrants.importance,
    quadrants.quadrant,
    quadrants.asymmetry,
    coalesce(quadrants.quadrant in ('mutual', 'exposed') and versions.csm_id is null, false)
        as is_critical_without_csm,
    maturity.score as cmi_score,
    journeys.maturity_stage,
    journeys.maturity_name,
    journeys.journey_stage,
    journeys.days_in_stage,
    journeys.is_stuck,
    journeys.time_to_onboard_days,
    journeys.time_to_first_value_days,
    journeys.signed_on,
    journeys.go_live_on,
    journeys.first_invoice_lag_days,
    cast(case when journeys.is_contracted_not_live then coalesce(months.arr, 0) else 0 end
        as decimal(18, 4)) as contracted_not_live_arr,
    cast(
        case
            when health.status in ('red', 'orange') or journeys.is_stuck
                then coalesce(months.arr, 0)
            else 0
        end as decimal(18, 4)
    ) as arr_exposed,
    next_renewals.renewal_on as next_renewal_on,
    renewal_chances.probability as renewal_probability,
    expected_losses.arr_expected_loss,
    playbooks.playbook,
    playbooks.playbook_title,
    months.segments
from latest_versions as versions
left join core.account_parents as parents on parents.account_id = versions.account_id
left join latest_months as months on months.account_id = versions.account_id
left join histories on histories.account_id = versions.account_id
left join notices on notices.account_id = versions.account_id
left join core.account_objectives as objectives on objectives.account_id = versions.account_id
left join latest_scores as health
    on health.account_id = versions.account_id
    and health.index = 'health'
left join latest_scores as maturity
    on maturity.account_id = versions.account_id
    and maturity.index = 'cmi'
left join latest_quadrants as quadrants on quadrants.account_id = versions.account_id
left join core.account_journeys as journeys on journeys.account_id = versions.account_id
left join next_renewals on next_renewals.account_id = versions.account_id
left join renewal_chances
    on renewal_chances.account_id = next_renewals.account_id
    and renewal_chances.renewal_on = next_renewals.renewal_on
left join expected_losses on expected_losses.account_id = versions.account_id
left join experiences on experiences.account_id = versions.account_id
left join core.account_playbooks as playbooks on playbooks.account_id = versions.account_id
