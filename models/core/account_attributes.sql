/*---
grain: [account_id, month]
says: >-
  The segment attributes of each account as each month ended; whatever slices or groups accounts
  reads them here.
source: [core.account_months, core.maturity_stages, core.journey_months, config.run]
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
    maturity.maturity_stage,
    journey.journey_stage
from core.account_months as months
left join core.maturity_stages as maturity
    on maturity.account_id = months.account_id
    and maturity.month = months.month
left join core.journey_months as journey
    on journey.account_id = months.account_id
    and journey.month = months.month
where months.month >= (select recompute_from from config.run)
