/*---
grain: [account_id, month]
says: >-
  What an account used in the 28 days before each month's snapshot and in the 84 days before those:
  all that metrics need of usage without its users, made in one pass over the events.
source:
  - staging.usage_events
  - core.month_spine
  - config.key_features
  - config.integrations
  - config.automations
  - config.entities
  - config.run
checks: [events_28d >= 0 and events_84d_before >= 0, active_days_28d <= 29]
section: 4
incremental: month
---*/
with months as (
    select spine.account_id, spine.month, spine.snapshot_at
    from core.month_spine as spine
    join config.entities on entities.entity = 'usage_events' and entities.is_configured
    where spine.month >= (select recompute_from from config.run)
),

targets as (
    select month, snapshot_at
    from months
    group by month, snapshot_at
),

edges as (
    select distinct snapshot_at - unnest(range(5)) * interval 28 day as edge_at
    from targets
),

-- all windows cut time into slots of at most 28 days, so that an event is counted once
slots as (
    select edge_at as slot_from, lead(edge_at) over (order by edge_at) as slot_until
    from edges
),

slot_days as (
    select
        slot_from,
        slot_until,
        cast(
            unnest(
                generate_series(
                    date_trunc('day', slot_from),
                    slot_until - interval 1 microsecond,
                    interval 1 day
                )
            ) as date
        ) as day
    from slots
    where slot_until is not null
),

key_features as (
    select
        feature,
        cast(power(2, row_number() over (order by feature) - 1) as bigint) as key_bit
    from config.key_features
),

integrations as (
    select
        feature,
        cast(power(2, row_number() over (order by feature) - 1) as bigint) as integration_bit
    from config.integrations
),

-- what the settings name is a feature, or an event that has none
names as (
    select
        coalesce(key_features.feature, integrations.feature, automations.feature) as feature,
        key_features.key_bit,
        integrations.integration_bit,
        automations.feature is not null as is_automation
    from key_features
    full join integrations on integrations.feature = key_features.feature
    full join config.automations
        on automations.feature = coalesce(key_features.feature, integrations.feature)
),

-- the plain comparison lets the engine skip the parts of the lake that are too old
used as (
    select
        events.account_id,
        slot_days.slot_from,
        count(*) as events,
        count(*) filter (where names.is_automation) as automated_events,
        bit_or(names.key_bit) as key_bits,
        bit_or(names.integration_bit) as integration_bits,
        bit_or(cast(1 as bigint) << (slot_days.day - cast(slot_days.slot_from as date)))
            as day_bits,
        max(events.occurred_at) as last_used_at
    from staging.usage_events as events
    join slot_days
        on slot_days.day = cast(events.occurred_at as date)
        and events.occurred_at >= slot_days.slot_from
        and events.occurred_at < slot_days.slot_until
    left join names on names.feature = coalesce(events.feature, events.event)
    where events.occurred_at >= (select min(edge_at) from edges)
    group by events.account_id, slot_days.slot_from
),

window_slots as (
    select
        targets.month,
        slots.slot_from,
        slots.slot_from >= targets.snapshot_at - interval 28 day as is_latest,
        cast(slots.slot_from as date)
            - cast(targets.snapshot_at - interval 28 day as date) as offset_days
    from targets
    join slots
        on slots.slot_from >= targets.snapshot_at - interval 112 day
        and slots.slot_until <= targets.snapshot_at
),

totals as (
    select
        used.account_id,
        window_slots.month,
        sum(used.events) filter (where window_slots.is_latest) as events_28d,
        sum(used.events) filter (where not window_slots.is_latest) as events_84d_before,
        sum(used.automated_events) filter (where window_slots.is_latest)
            as automated_events_28d,
        bit_or(used.key_bits) filter (where window_slots.is_latest) as key_bits,
        bit_or(used.integration_bits) filter (where window_slots.is_latest)
            as integration_bits,
        bit_or(used.day_bits << greatest(window_slots.offset_days, 0))
            filter (where window_slots.is_latest) as day_bits,
        max(used.last_used_at) as last_used_at
    from used
    join window_slots on window_slots.slot_from = used.slot_from
    group by used.account_id, window_slots.month
),

listed as (
    select
        count(key_bit) as key_features,
        count(integration_bit) as integrations,
        count(*) filter (where is_automation) as automations
    from names
)

select
    months.account_id,
    months.month,
    months.snapshot_at,
    cast(coalesce(totals.events_28d, 0) as bigint) as events_28d,
    cast(coalesce(totals.events_84d_before, 0) as bigint) as events_84d_before,
    cast(coalesce(totals.automated_events_28d, 0) as bigint) as automated_events_28d,
    cast(coalesce(bit_count(totals.day_bits), 0) as integer) as active_days_28d,
    cast(coalesce(bit_count(totals.key_bits), 0) as integer) as key_features_28d,
    cast(coalesce(bit_count(totals.integration_bits), 0) as integer) as integrations_28d,
    totals.last_used_at,
    cast(listed.key_features as integer) as key_features,
    cast(listed.integrations as integer) as integrations,
    cast(listed.automations as integer) as automations
from months
cross join listed
left join totals
    on totals.account_id = months.account_id
    and totals.month = months.month
