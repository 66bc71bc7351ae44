/*---
grain: [account_id, month]
says: >-
  How each customer stood as a month began, whether a play was started near it, and whether it was
  still a customer some time later; NULL while that time is not over.
source:
  - core.engagement_months
  - core.account_losses
  - core.metric_values
  - marts.index_scores
  - staging.plays
  - config.forecast_leads
  - config.playbook_settings
  - config.run
section: 12
---*/
with near as (
    select distinct months.account_id, months.month
    from core.engagement_months as months
    cross join config.playbook_settings as settings
    cross join config.run
    join staging.plays as plays
        on plays.account_id = months.account_id
        and plays.started_at >= months.month - to_days(settings.compare_days)
        and plays.started_at < months.month + to_days(settings.compare_days)
        and plays.started_at < run.as_of
),

lost as (
    select distinct months.account_id, months.month
    from core.engagement_months as months
    cross join config.playbook_settings as settings
    join core.account_losses as losses
        on losses.account_id = months.account_id
        and losses.lost_on >= months.month
        and losses.lost_on < months.month + settings.compare_days
)

select
    months.account_id,
    months.month,
    coalesce(scores.status, 'unknown') as health_status,
    months.tier,
    case
        when renewal.value is null then 'none'
        else coalesce(leads.lead_bucket, 'later')
    end as lead_bucket,
    near.account_id is not null as has_play,
    case
        when months.month + settings.compare_days <= cast(run.as_of as date)
            then lost.account_id is null
    end as is_retained
from core.engagement_months as months
cross join config.playbook_settings as settings
cross join config.run
left join marts.index_scores as scores
    on scores.account_id = months.account_id
    and scores.month = months.month - interval 1 month
    and scores.index = 'health'
left join core.metric_values as renewal
    on renewal.account_id = months.account_id
    and renewal.month = months.month - interval 1 month
    and renewal.metric = 'months_to_renewal'
left join config.forecast_leads as leads on leads.lead_months = renewal.value
left join near
    on near.account_id = months.account_id
    and near.month = months.month
left join lost
    on lost.account_id = months.account_id
    and lost.month = months.month
