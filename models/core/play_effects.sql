/*---
grain: [playbook]
says: >-
  Of the plays of each playbook whose time is over, how many more of the customers stayed than of
  those of equal health, tier and months to renewal who had no play; an association, because plays
  are not started by chance.
unit: { difference: share }
source: [core.play_months, staging.plays, config.run]
section: 12
checks: [plays_compared > 0, difference between -1 and 1]
---*/
with started as (
    select
        plays.account_id,
        plays.playbook,
        cast(date_trunc('month', plays.started_at) as date) as month,
        count(distinct cast(plays.started_at as date)) as plays
    from staging.plays as plays
    cross join config.run
    where plays.started_at < run.as_of
    group by
        plays.account_id,
        plays.playbook,
        cast(date_trunc('month', plays.started_at) as date)
),

-- accounts are counted beside months: the months of one account say nearly the same again
peers as (
    select
        health_status,
        tier,
        lead_bucket,
        count(distinct account_id) as peers,
        count(*) filter (where is_retained) * 1.0 / count(*) as retained_share
    from core.play_months
    where not has_play
        and is_retained is not null
    group by health_status, tier, lead_bucket
),

cells as (
    select
        started.playbook,
        months.health_status,
        months.tier,
        months.lead_bucket,
        peers.peers,
        peers.retained_share,
        sum(started.plays) as plays,
        coalesce(sum(started.plays) filter (where months.is_retained), 0) as retained
    from started
    join core.play_months as months
        on months.account_id = started.account_id
        and months.month = started.month
    join peers
        on peers.health_status = months.health_status
        and peers.tier is not distinct from months.tier
        and peers.lead_bucket = months.lead_bucket
    where months.is_retained is not null
    group by
        started.playbook,
        months.health_status,
        months.tier,
        months.lead_bucket,
        peers.peers,
        peers.retained_share
),

-- one success and one failure more, or where all stayed chance would seem to play no part
weighed as (
    select
        playbook,
        concat_ws('/', health_status, tier, lead_bucket) as cell,
        plays,
        retained,
        plays * retained_share as expected,
        (peers * retained_share + 1) / (peers + 2)
            * (1 - (peers * retained_share + 1) / (peers + 2))
            * (plays + plays * plays * 1.0 / peers) as variance
    from cells
),

summed as (
    select
        playbook,
        sum(plays) as plays,
        sum(retained) as retained,
        list_sum(list(cast(expected as double) order by cell)) as expected,
        list_sum(list(cast(variance as double) order by cell)) as variance
    from weighed
    group by playbook
)

select
    playbook,
    cast(plays as bigint) as plays_compared,
    (cast(retained as double) - expected) / cast(plays as double) as difference,
    sqrt(variance) / cast(plays as double) as standard_error
from summed
