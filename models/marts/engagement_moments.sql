/*---
grain: [moment_id]
says: >-
  Every moment at which somebody should get in touch with a customer, with its objective, whose it
  is, what raised it and how far it is at as_of. A repeat came while an earlier one cooled down.
unit: { arr: reporting currency per year, cool_down_days: days }
source:
  - core.moments_raised
  - core.engagement_events
  - core.account_mrr_changes
  - core.account_versions
  - config.moments
  - config.moment_closers
  - config.tiers
  - config.automated_touch_models
  - config.run
section: 12
checks:
  - raised_on <= due_on
  - closed_on is null or closed_on >= raised_on
  - (status = 'done') = (closed_on is not null)
---*/
with losses as (
    select raised.moment_id, min(changes.occurred_on) as lost_on
    from core.moments_raised as raised
    join core.account_mrr_changes as changes
        on changes.account_id = raised.account_id
        and changes.mrr_after = 0
        and changes.occurred_on >= raised.raised_on
    group by raised.moment_id
),

dated as (
    select
        raised.moment_id,
        raised.account_id,
        raised.moment,
        raised.raised_on,
        raised.raised_on + moments.due_in_days as due_on,
        least(raised.raised_on + moments.expires_in_days, losses.lost_on) as expires_on,
        raised.resolved_on
    from core.moments_raised as raised
    join config.moments as moments on moments.moment = raised.moment
    left join losses on losses.moment_id = raised.moment_id
),

acts as (
    select dated.moment_id, min(cast(events.occurred_at as date)) as done_on
    from dated
    join config.moment_closers as closers on closers.moment = dated.moment
    join core.engagement_events as events
        on events.account_id = dated.account_id
        and events.event = closers.event
        and events.occurred_at >= dated.raised_on
        and cast(events.occurred_at as date) <= dated.expires_on
    group by dated.moment_id
),

closings as (
    select
        dated.moment_id,
        dated.due_on,
        dated.expires_on,
        case
            when least(acts.done_on, dated.resolved_on) <= dated.expires_on
                then least(acts.done_on, dated.resolved_on)
        end as closed_on
    from dated
    left join acts on acts.moment_id = dated.moment_id
)

select
    raised.moment_id,
    raised.account_id,
    raised.moment,
    moments.title,
    moments.kind,
    moments.objective,
    moments.expected_outcome,
    raised.raised_on,
    closings.due_on,
    closings.expires_on,
    closings.closed_on,
    case
        when closings.closed_on is not null then 'done'
        when closings.expires_on < cast(run.as_of as date) then 'expired'
        when closings.due_on < cast(run.as_of as date) then 'overdue'
        else 'open'
    end as status,
    case
        when moments.owner = 'automation' then 'automation'
        when moments.owner is null and automated.touch_model is not null then 'automation'
        else coalesce(versions.csm_id, 'unassigned')
    end as owner,
    raised.tier,
    raised.arr,
    raised.evidence,
    raised.file_id as evidence_file_id,
    raised.line as evidence_line,
    moments.cool_down_days,
    moments.warns,
    raised.is_repeat
from core.moments_raised as raised
cross join config.run
join config.moments as moments on moments.moment = raised.moment
join closings on closings.moment_id = raised.moment_id
left join config.tiers as tiers on tiers.tier = raised.tier
left join config.automated_touch_models as automated
    on automated.touch_model = tiers.touch_model
left join core.account_versions as versions
    on versions.account_id = raised.account_id
    and versions.known_until is null
