/*---
grain: [account_id, moment, subject]
says: What happened and calls for a moment, once it stood unresolved for the days of its trigger.
source:
  - core.engagement_events
  - core.engagement_months
  - config.moments
  - config.moment_events
  - config.moment_values
  - config.moment_tiers
  - config.run
section: 12
---*/
with matched as (
    select
        events.account_id,
        moments.moment,
        events.event_key as subject,
        cast(events.occurred_at as date) + moments.unresolved_days as raised_on,
        cast(events.resolved_at as date) as resolved_on,
        concat_ws(
            ' ', replace(events.event, '_', ' '), events.event_key,
            case when events.qualifier not in (events.event, events.event_key)
                then events.qualifier end,
            format('{:g}', events.number), 'on', cast(events.occurred_at as date)
        ) as evidence,
        events.file_id,
        events.line
    from config.moments as moments
    join config.moment_events as wanted on wanted.moment = moments.moment
    join core.engagement_events as events on events.event = wanted.event
    where moments.trigger_form = 'event'
        and (
            events.qualifier in (
                select allowed.value
                from config.moment_values as allowed
                where allowed.moment = moments.moment
            )
            or moments.moment not in (select moment from config.moment_values)
        )
        and (moments.at_least is null or events.number >= moments.at_least)
        and (moments.at_most is null or events.number <= moments.at_most)
        and (
            events.resolved_at is null
            or cast(events.resolved_at as date)
                >= cast(events.occurred_at as date) + moments.unresolved_days
        )
)

select
    matched.account_id,
    matched.moment,
    matched.subject,
    matched.raised_on,
    matched.resolved_on,
    months.tier,
    months.arr,
    matched.evidence,
    matched.file_id,
    matched.line
from matched
cross join config.run
join core.engagement_months as months
    on months.account_id = matched.account_id
    and months.month = date_trunc('month', matched.raised_on)
join config.moment_tiers as tiers
    on tiers.moment = matched.moment
    and tiers.tier is not distinct from months.tier
where matched.raised_on < run.as_of
