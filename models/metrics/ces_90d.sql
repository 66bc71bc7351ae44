/*---
title: CES, 90 days
says: Mean answer to the surveys of the kind ces in the 90 days before the month's snapshot.
unit: as answered
direction: higher_is_better
window_days: 90
provenance: customer_reported
entities: [survey_responses]
grain: [account_id, month]
source: [staging.survey_responses, core.month_spine, config.run]
section: 4
incremental: month
---*/
select
    spine.account_id,
    spine.month,
    avg(cast(responses.score as double)) as value
from core.month_spine as spine
join staging.survey_responses as responses
    on responses.account_id = spine.account_id
    and responses.responded_at >= spine.snapshot_at - interval 90 day
    and responses.responded_at < spine.snapshot_at
where responses.kind = 'ces'
    and spine.month >= (select recompute_from from config.run)
group by spine.account_id, spine.month
