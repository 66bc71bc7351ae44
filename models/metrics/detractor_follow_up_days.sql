/*---
title: Follow-up of detractors
says: >-
  Mean days from an NPS answer of 6 or less of the 90 days before the month's snapshot to the next
  contact that was held, or to the snapshot where there is none yet; no row without such an answer.
unit: days
direction: lower_is_better
window_days: 90
provenance: product
entities: [survey_responses, activities]
grain: [account_id, month]
source:
  - staging.survey_responses
  - staging.activities
  - core.month_spine
  - config.activity_kinds
  - config.entities
  - config.run
checks: [value >= 0]
section: 4
incremental: month
---*/
with contacts as (
    select activities.account_id, activities.occurred_at
    from staging.activities
    join config.activity_kinds as kinds on kinds.kind = activities.kind and kinds.is_contact
    where coalesce(activities.status, 'held') = 'held'
),

follow_ups as (
    select
        responses.response_id,
        responses.account_id,
        responses.responded_at,
        min(contacts.occurred_at) as followed_at
    from staging.survey_responses as responses
    left join contacts
        on contacts.account_id = responses.account_id
        and contacts.occurred_at > responses.responded_at
    where responses.kind = 'nps' and responses.score < 7
    group by responses.response_id, responses.account_id, responses.responded_at
)

select
    spine.account_id,
    spine.month,
    -- microseconds are whole, so that no order of rows can be seen in the last digit
    round(
        cast(
            sum(
                date_diff(
                    'microsecond',
                    follow_ups.responded_at,
                    least(coalesce(follow_ups.followed_at, spine.snapshot_at), spine.snapshot_at)
                )
            ) as double
        ) / count(*) / 86400000000,
        10
    ) as value
from core.month_spine as spine
join config.entities on entities.entity = 'activities' and entities.is_configured
join follow_ups
    on follow_ups.account_id = spine.account_id
    and follow_ups.responded_at >= spine.snapshot_at - interval 90 day
    and follow_ups.responded_at < spine.snapshot_at
where spine.month >= (select recompute_from from config.run)
group by spine.account_id, spine.month
