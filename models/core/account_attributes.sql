/*---
grain: [account_id, month]
says: >-
  The segment attributes of each account as each month ended; whatever slices or groups accounts
  reads them here.
source:
  - core.account_months
  - core.maturity_stages
  - core.journey_months
  - marts.index_scores
  - core.account_quadrants
  - config.run
section: 1
incremental: month
---*/
select
    months.account_id,
    months.month,
    months.region,
    months.country,
    months.industry,
    months.size,
    months.plan,
    months.tier,
    months.csm_id,
    months.ultimate_parent_id,
    health.status as health_status,
    maturity.maturity_stage,
    journey.journey_stage,
    quadrants.quadrant
from core.account_months as months
left join core.maturity_stages as maturity
    on maturity.account_id = months.account_id
    and maturity.month = months.month
left join core.journey_months as journey
    on journey.account_id = months.account_id
    and journey.month = months.month
left join marts.index_scores as health
    on health.account_id = months.account_id
    and health.month = months.month
    and health.index = 'health'
left join core.account_quadrants as quadrants
    on quadrants.account_id = months.account_id
    and quadrants.month = months.month
where months.month >= (select recompute_from from config.run)
