/*---
grain: [month, term_months, first_lead, lost_lead, status, lead_months]
says: >-
  What is expected to be left, so many months after a vintage, of one unit of ARR of a term's
  length, of the months to its renewal and of a status: every renewal on the way and, between
  them, losses outside a renewal, less what comes back of earlier losses in the same month. With
  notice (a lost_lead of 0 or more) nothing is left from then.
unit:
  left_before: share
  left_after: share
  alive_after: share, in subscriptions
  lost_at_renewal: share
  left_error: standard error of left_after
  lost_error: standard error of what is lost in the period
source:
  - core.forecast_positions
  - core.forecast_rates
  - core.forecast_hazards
  - core.forecast_regains
  - config.forecast_leads
  - config.forecast_priors
  - config.run
section: 10
checks: [left_after >= 0 and left_after <= left_before, left_before <= 1]
incremental: month
---*/
-- every status has its path, so that a status that moved can be told apart from all else that moved
with kinds as (
    select distinct
        positions.path_no,
        positions.month,
        positions.is_closed,
        positions.term_class,
        positions.term_months,
        least(positions.first_lead, 13) as first_lead,
        positions.lost_lead,
        priors.status
    from core.forecast_positions as positions
    cross join config.forecast_priors as priors
    where positions.month >= (select recompute_from from config.run)
),

steps as (
    select
        kinds.path_no,
        kinds.month,
        kinds.term_months,
        kinds.first_lead,
        kinds.lost_lead,
        kinds.status,
        leads.lead_months,
        leads.lead_months >= kinds.first_lead
            and (leads.lead_months - kinds.first_lead) % kinds.term_months = 0
            and kinds.first_lead < 13 as is_renewal,
        kinds.lost_lead >= 0 as has_notice,
        kinds.lost_lead >= 0 and leads.lead_months >= kinds.lost_lead as is_lost,
        rates.probability,
        rates.kept_share,
        rates.weight,
        -- losses of a month each lie behind a month: so many of them have lacked two month ends
        greatest(0, 1 - regains.regained_share * greatest(0, leads.lead_months - 2))
            as lost_for_good,
        case when kinds.term_class = 'longer' then hazards.hazard else 0 end as hazard
    from kinds
    join config.forecast_leads as leads on leads.lead_months > 0 or not kinds.is_closed
    join core.forecast_rates as rates
        on rates.month = kinds.month
        and rates.term_months = kinds.term_months
        and rates.lead_bucket = leads.lead_bucket
        and rates.status = kinds.status
    join core.forecast_hazards as hazards
        on hazards.month = kinds.month
        and hazards.status = kinds.status
    join core.forecast_regains as regains on regains.month = kinds.month
),

-- logarithms add up along the way; who gave notice is lost on the day and not before
priced as (
    select
        *,
        case
            when has_notice then 0
            when is_renewal then ln(1 - (1 - probability * kept_share) * lost_for_good)
            else ln(1 - hazard * lost_for_good)
        end as step_left,
        case
            when has_notice then 0
            when is_renewal then ln(probability)
            else ln(1 - hazard)
        end as step_alive,
        case
            when is_renewal and not has_notice then sqrt((1 - probability) / (probability * weight))
            else 0
        end as step_drift
    from steps
),

summed as (
    select
        *,
        sum(step_left) over on_the_way as log_left,
        sum(step_alive) over on_the_way as log_alive,
        sum(step_drift) over on_the_way as drift
    from priced
    window on_the_way as (
        partition by path_no, status
        order by lead_months
        rows unbounded preceding
    )
),

left_over as (
    select
        *,
        case
            when is_lost and lead_months > lost_lead then 0
            else exp(log_left - step_left)
        end as left_before,
        case when is_lost then 0 else exp(log_left) end as left_after
    from summed
)

select
    path_no,
    month,
    term_months,
    first_lead,
    lost_lead,
    status,
    lead_months,
    is_renewal,
    left_before,
    left_after,
    case when is_lost then 0 else exp(log_alive) end as alive_after,
    case when is_renewal then left_before - left_after else 0 end as lost_at_renewal,
    left_after * drift as left_error,
    left_before * (drift - step_drift) - left_after * drift as lost_error
from left_over
