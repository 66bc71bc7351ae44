/*---
title: Incidents communicated, 90 days
says: >-
  Share of the incidents that hit the account and began in the 90 days before the month's snapshot
  of which it had notice within the hours of metrics.yml; one whose hours are not over counts once
  there is a notice.
unit: share
direction: higher_is_better
window_days: 90
provenance: product
entities: [incidents, activities]
grain: [account_id, month]
source:
  - staging.incidents
  - staging.activities
  - core.month_spine
  - config.metric_settings
  - config.entities
  - config.run
checks: [value between 0 and 1]
section: 4
incremental: month
---*/
with months as (
    select
        spine.account_id,
        spine.month,
        spine.snapshot_at,
        min(spine.month) over (partition by spine.account_id) as first_month
    from core.month_spine as spine
    join config.entities on entities.entity = 'activities' and entities.is_configured
),

begun as (
    select
        incidents.incident_id,
        incidents.account_id,
        incidents.started_at,
        incidents.started_at + to_hours(settings.incident_notice_hours) as notice_until
    from staging.incidents
    cross join config.metric_settings as settings
),

-- an incident without an account hits everybody
hits as (
    select
        months.account_id,
        months.month,
        months.snapshot_at,
        begun.incident_id,
        begun.started_at,
        begun.notice_until
    from months
    join begun
        on begun.account_id = months.account_id
        and begun.started_at >= greatest(
            months.first_month, months.snapshot_at - interval 90 day
        )
        and begun.started_at < months.snapshot_at
    where months.month >= (select recompute_from from config.run)
    union all
    select
        months.account_id,
        months.month,
        months.snapshot_at,
        begun.incident_id,
        begun.started_at,
        begun.notice_until
    from months
    join begun
        on begun.account_id is null
        and begun.started_at >= greatest(
            months.first_month, months.snapshot_at - interval 90 day
        )
        and begun.started_at < months.snapshot_at
    where months.month >= (select recompute_from from config.run)
),

notices as (
    select account_id, occurred_at
    from staging.activities
    where kind = 'incident_notice' and coalesce(status, 'held') = 'held'
),

judged as (
    select
        hits.account_id,
        hits.month,
        hits.incident_id,
        hits.notice_until,
        hits.snapshot_at,
        count(notices.occurred_at) > 0 as has_notice
    from hits
    left join notices
        on notices.account_id = hits.account_id
        and notices.occurred_at >= hits.started_at
        and notices.occurred_at < least(hits.notice_until, hits.snapshot_at)
    group by
        hits.account_id, hits.month, hits.incident_id, hits.notice_until, hits.snapshot_at
)

select
    account_id,
    month,
    avg(case when has_notice then 1.0 else 0.0 end) as value
from judged
where has_notice or notice_until <= snapshot_at
group by account_id, month
