/*---
grain: [scenario, month, term_months, first_lead, lost_lead, status, lead_months]
says: >-
  As forecast_paths, of the newest vintage, under the probabilities that a scenario assumes; where
  it assumes none the model's own hold.
unit: { left_after: share, price_factor: times the price of the vintage }
source:
  - core.forecast_positions
  - core.forecast_rates
  - core.forecast_hazards
  - core.forecast_regains
  - config.forecast_leads
  - config.scenarios
  - config.scenario_statuses
section: 10
checks: [left_after >= 0 and left_after <= 1, price_factor > 0]
---*/
with kinds as (
    select distinct
        month,
        is_closed,
        term_class,
        term_months,
        least(first_lead, 13) as first_lead,
        lost_lead,
        status
    from core.forecast_positions
    where month = (select max(month) from core.forecast_positions)
),

steps as (
    select
        assumed.scenario,
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
        kinds.lost_lead >= 0 and leads.lead_months >= kinds.lost_lead as is_past_notice,
        coalesce(pow(assumed.probability, kinds.term_months / 12.0), rates.probability)
            as probability,
        case when assumed.is_won then 1 else rates.kept_share end as kept_share,
        case when kinds.term_class = 'longer' then hazards.hazard else 0 end as hazard,
        greatest(0, 1 - regains.regained_share * greatest(0, leads.lead_months - 2))
            as lost_for_good,
        scenarios.price_change
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
    join config.scenario_statuses as assumed on assumed.status = kinds.status
    join config.scenarios on scenarios.scenario = assumed.scenario
),

-- a logarithm of nothing is no number: what is lost for certain is counted beside
priced as (
    select
        *,
        is_renewal and not has_notice and probability = 0 as is_lost,
        case
            when has_notice or (is_renewal and probability = 0) then 0
            when is_renewal then ln(1 - (1 - probability * kept_share) * lost_for_good)
            else ln(1 - hazard * lost_for_good)
        end as step_left,
        case when is_renewal and not has_notice then ln(1 + price_change) else 0 end as step_price
    from steps
),

summed as (
    select
        *,
        sum(step_left) over on_the_way as log_left,
        sum(step_price) over on_the_way as log_price,
        bool_or(is_lost or is_past_notice) over on_the_way as is_gone
    from priced
    window on_the_way as (
        partition by scenario, month, term_months, first_lead, lost_lead, status
        order by lead_months
        rows unbounded preceding
    )
)

select
    scenario,
    month,
    term_months,
    first_lead,
    lost_lead,
    status,
    lead_months,
    case when is_gone then 0 else exp(log_left) end as left_after,
    exp(log_price) as price_factor
from summed
