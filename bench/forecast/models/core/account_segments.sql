/*---
grain: [account_id, month, segment]
says: Every account of the forecast bench is in the one segment.
source: [core.account_months, config.segments]
section: 1
---*/
select months.account_id, months.month, segments.segment
from core.account_months as months
cross join config.segments
where segments.segment = 'all'
