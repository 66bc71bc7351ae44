/*---
grain: [account_id, from_stage, to_stage]
says: >-
  The accounts behind journey_curves and journey_durations: how long each took from one step of its
  journey to a later one, or was seen on the way so far. The cohort is the year of the beginning,
  and segments are those of its month.
unit: { days: days, late_days: days }
source: [core.journey_times, core.segment_lists, config.journey_stages]
section: 8
checks: [days > late_days or late_days = 0, late_days >= 0]
---*/
select
    times.account_id,
    begun.stage as from_stage,
    ended.stage as to_stage,
    times.from_on,
    strftime(times.from_on, '%Y') as cohort,
    times.is_reached,
    times.days,
    times.late_days,
    lists.segments
from core.journey_times as times
join config.journey_stages as begun on begun.position = times.from_position
join config.journey_stages as ended on ended.position = times.to_position
join core.segment_lists as lists
    on lists.account_id = times.account_id
    and lists.month = date_trunc('month', times.from_on)
