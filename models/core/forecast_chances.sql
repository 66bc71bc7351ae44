/*---
grain: [path_no, status, lead_months]
says: >-
  The chance of each renewal on a path: known by notice, else of the rates of its term, status and
  months ahead, with how much was seen behind it; band is that of human categories. What is sealed
  has its chances in the ledger.
unit: { probability: share, n: renewals, left_before: share, left_after: share }
source:
  - core.forecast_paths
  - core.forecast_rates
  - core.forecast_vintages
  - config.forecast_categories
  - config.forecast_leads
  - config.run
section: 10
checks:
  - probability >= 0 and probability <= 1
  - probability_low <= probability and probability <= probability_high
incremental: month
---*/
with rates as (
    select
        rates.*,
        (
            select min(categories.band)
            from config.forecast_categories as categories
            where categories.at_least <= rates.probability
        ) as band
    from core.forecast_rates as rates
    where rates.month >= (select recompute_from from config.run)
)

select
    paths.path_no,
    paths.month,
    paths.status,
    paths.lead_months,
    leads.lead_bucket,
    case when paths.lost_lead = -1 then 'model' else 'known' end as basis,
    case
        when paths.lost_lead = -1 then rates.prior
        else cast(paths.lead_months < paths.lost_lead as integer)
    end as probability_prior,
    case
        when paths.lost_lead = -1 then rates.probability
        else cast(paths.lead_months < paths.lost_lead as integer)
    end as probability,
    case
        when paths.lost_lead = -1 then rates.probability_logo
        else cast(paths.lead_months < paths.lost_lead as integer)
    end as probability_logo,
    rates.n,
    case
        when paths.lost_lead = -1 then rates.probability_low
        else cast(paths.lead_months < paths.lost_lead as integer)
    end as probability_low,
    case
        when paths.lost_lead = -1 then rates.probability_high
        else cast(paths.lead_months < paths.lost_lead as integer)
    end as probability_high,
    case when paths.lost_lead = -1 then rates.kept_share else 1 end as kept_share,
    paths.left_before,
    paths.left_after,
    case when paths.lost_lead = -1 then rates.band end as band
from core.forecast_paths as paths
join core.forecast_vintages as vintages
    on vintages.month = paths.month
    and not vintages.is_sealed
join config.forecast_leads as leads on leads.lead_months = paths.lead_months
join rates
    on rates.month = paths.month
    and rates.term_months = paths.term_months
    and rates.lead_bucket = leads.lead_bucket
    and rates.status = paths.status
where paths.month >= (select recompute_from from config.run)
    and paths.is_renewal
    and (
        paths.lost_lead = -1
        or paths.lead_months <= greatest(paths.first_lead, paths.lost_lead)
    )
