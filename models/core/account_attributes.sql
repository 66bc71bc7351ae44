/*---
grain: [account_id, month]
says: >-
  The segment attributes of each account as each month ended; whatever slices or groups accounts
  reads them here.
source: [core.account_months, config.run]
section: 1
incremental: month
---*/
select
    account_id,
    month,
    region,
    country,
    industry,
    size,
    plan,
    tier,
    csm_id,
    ultimate_parent_id
from core.account_months
where month >= (select recompute_from from config.run)
