/*---
title: NPS, latest answers
says: >-
  Mean over contacts of their latest answer in the 365 days before the month's snapshot: 100 for 9
  and 10, 0 for 7 and 8, -100 below. An answer of no known contact stands alone.
unit: points from -100 to 100
direction: higher_is_better
window_days: 365
provenance: customer_reported
entities: [survey_responses]
grain: [account_id, month]
source: [staging.survey_responses, core.month_spine, config.run]
checks: [value between -100 and 100]
section: 4
incremental: month
---*/
with latest as (
    select
        spine.account_id,
        spine.month,
        coalesce(responses.contact_id, '-' || responses.response_id) as contact,
        arg_max(responses.score, (responses.responded_at, responses.response_id)) as score
    from core.month_spine as spine
    join staging.survey_responses as responses
        on responses.account_id = spine.account_id
        and responses.responded_at >= spine.snapshot_at - interval 365 day
        and responses.responded_at < spine.snapshot_at
    where responses.kind = 'nps'
        and spine.month >= (select recompute_from from config.run)
    group by
        spine.account_id,
        spine.month,
        coalesce(responses.contact_id, '-' || responses.response_id)
)

select
    account_id,
    month,
    cast(
        avg(case when score >= 9 then 100.0 when score >= 7 then 0.0 else -100.0 end) as double
    ) as value
from latest
group by account_id, month
