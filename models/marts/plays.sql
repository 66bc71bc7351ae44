/*---
grain: [account_id, playbook, started_on]
says: >-
  Each play that was started: how the customer stood then, what came of it, and whether the customer
  was still one some time later, beside customers of equal health, tier and months to renewal who
  had no play. What is said of a playbook is an association: plays are not started by chance.
unit:
  peers_retained_share: share
  difference: share
  difference_low: share
  difference_high: share
source:
  - core.play_months
  - core.play_effects
  - staging.plays
  - config.playbooks
  - config.playbook_settings
  - config.run
section: 12
checks:
  - peers_retained_share between 0 and 1
  - difference_low <= difference and difference <= difference_high
---*/
with started as (
    select
        plays.account_id,
        plays.playbook,
        cast(plays.started_at as date) as started_on,
        cast(max(case when plays.done_at < run.as_of then plays.done_at end) as date) as done_on,
        max(plays.owner) as owner,
        max(case when plays.done_at < run.as_of then plays.outcome end) as outcome
    from staging.plays as plays
    cross join config.run
    where plays.started_at < run.as_of
    group by plays.account_id, plays.playbook, cast(plays.started_at as date)
),

peers as (
    select
        health_status,
        tier,
        lead_bucket,
        count(distinct account_id) as peers,
        count(*) filter (where is_retained) as months_retained,
        count(*) as months
    from core.play_months
    where not has_play
        and is_retained is not null
    group by health_status, tier, lead_bucket
)

select
    concat_ws(
        '/',
        replace(started.account_id, '/', '%2F'),
        replace(started.playbook, '/', '%2F'),
        strftime(started.started_on, '%Y-%m-%d')
    ) as play_id,
    started.account_id,
    started.playbook,
    coalesce(playbooks.title, started.playbook) as playbook_title,
    cast(date_trunc('month', started.started_on) as date) as month,
    started.started_on,
    started.done_on,
    started.owner,
    started.outcome,
    months.health_status,
    months.tier,
    months.lead_bucket,
    months.is_retained,
    coalesce(peers.peers, 0) as peers,
    cast(peers.months_retained as double) / peers.months as peers_retained_share,
    coalesce(effects.plays_compared, 0) as plays_compared,
    effects.difference,
    effects.difference - settings.z * effects.standard_error as difference_low,
    effects.difference + settings.z * effects.standard_error as difference_high
from started
cross join config.playbook_settings as settings
left join config.playbooks as playbooks on playbooks.playbook = started.playbook
left join core.play_months as months
    on months.account_id = started.account_id
    and months.month = date_trunc('month', started.started_on)
left join peers
    on peers.health_status = months.health_status
    and peers.tier is not distinct from months.tier
    and peers.lead_bucket = months.lead_bucket
left join core.play_effects as effects on effects.playbook = started.playbook
