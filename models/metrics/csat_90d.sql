/*---
title: CSAT, 90 days
says: >-
  Mean rating from 1 to 5 of the tickets solved, and of the surveys of the kind csat answered, in
  the 90 days before the month's snapshot.
unit: rating from 1 to 5
direction: higher_is_better
window_days: 90
provenance: customer_reported
entities: [tickets, survey_responses]
grain: [account_id, month]
source: [staging.tickets, staging.survey_responses, core.month_spine, config.run]
section: 4
incremental: month
---*/
with ratings as (
    select account_id, solved_at as rated_at, csat
    from staging.tickets
    where csat is not null and solved_at is not null
    union all
    select account_id, responded_at, score
    from staging.survey_responses
    where kind = 'csat'
)

select
    spine.account_id,
    spine.month,
    avg(cast(ratings.csat as double)) as value
from core.month_spine as spine
join ratings
    on ratings.account_id = spine.account_id
    and ratings.rated_at >= spine.snapshot_at - interval 90 day
    and ratings.rated_at < spine.snapshot_at
where spine.month >= (select recompute_from from config.run)
group by spine.account_id, spine.month
