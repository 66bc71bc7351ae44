/*---
grain: [account_id, month]
says: The stage of the journey in which each account was as each month ended, and for how long.
unit: { days_in_stage: days }
source: [core.month_spine, core.journey_visits]
section: 8
checks: [days_in_stage >= 0]
---*/
select
    spine.account_id,
    spine.month,
    visits.stage as journey_stage,
    visits.kind,
    cast(cast(spine.snapshot_at as date) - visits.entered_on as integer) as days_in_stage,
    visits.expected_days
from core.month_spine as spine
join core.journey_visits as visits
    on visits.account_id = spine.account_id
    and visits.entered_at < spine.snapshot_at
    and coalesce(visits.exited_at, spine.snapshot_at) >= spine.snapshot_at
