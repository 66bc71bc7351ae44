/*---
grain: [account_id, month]
says: The health of each account of the forecast bench, as its exports give it.
source: [core.account_months, staging.overrides]
section: 10
---*/
select
    months.account_id,
    months.month,
    coalesce(overrides.status, 'unknown') as status
from core.account_months as months
left join staging.overrides
    on overrides.account_id = months.account_id
    and overrides.starts_on <= months.month
    and overrides.expires_on > months.month
