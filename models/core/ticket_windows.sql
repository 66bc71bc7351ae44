/*---
grain: [account_id, month]
says: >-
  An account's tickets in the 90 days before each month's snapshot, each fact dated by its own
  time: created, first answered, solved, or overdue for the first answer.
source:
  - staging.tickets
  - core.month_spine
  - config.ticket_priorities
  - config.metric_settings
  - config.entities
  - config.run
checks: [urgent_tickets_90d <= tickets_90d, sla_met_90d <= sla_decided_90d]
section: 4
incremental: month
---*/
with months as (
    select
        spine.account_id,
        spine.month,
        spine.snapshot_at,
        spine.snapshot_at - interval 90 day as window_from
    from core.month_spine as spine
    join config.entities on entities.entity = 'tickets' and entities.is_configured
    where spine.month >= (select recompute_from from config.run)
),

-- a source that never says when it answered promises nothing that could be missed
firsts as (
    select
        min(first_response_at) as first_answer_at,
        min(solved_at) as first_solution_at,
        min(case when priority is not null then created_at end) as first_priority_at
    from staging.tickets
),

tickets as (
    select
        tickets.ticket_id,
        tickets.account_id,
        tickets.created_at,
        tickets.first_response_at,
        tickets.solved_at,
        tickets.reopened_count,
        coalesce(priorities.is_urgent, false) as is_urgent,
        coalesce(priorities.support_hours, settings.other_support_hours) as support_hours,
        coalesce(tickets.first_response_at, tickets.solved_at) as answered_at,
        tickets.created_at + to_seconds(
            cast(
                3600 * coalesce(
                    priorities.first_response_hours, settings.other_first_response_hours
                )
                as bigint
            )
        ) as answer_due_at
    from staging.tickets
    cross join config.metric_settings as settings
    left join config.ticket_priorities as priorities
        on priorities.priority = lower(tickets.priority)
),

dated as (
    select
        *,
        -- known when it is answered, or when the time for it is over
        least(coalesce(answered_at, answer_due_at), answer_due_at) as decided_at,
        coalesce(answered_at <= answer_due_at, false) as is_in_time
    from tickets
),

-- only tickets of which something happened in the window, or that are still open
pairs as (
    select
        months.account_id,
        months.month,
        months.snapshot_at,
        months.window_from,
        dated.created_at,
        dated.first_response_at,
        dated.solved_at,
        dated.reopened_count,
        dated.is_urgent,
        dated.support_hours,
        dated.decided_at,
        dated.is_in_time
    from months
    join dated
        on dated.account_id = months.account_id
        and dated.created_at < months.snapshot_at
        and (
            dated.created_at >= months.window_from
            or dated.solved_at is null
            or dated.solved_at >= months.window_from
            or dated.first_response_at >= months.window_from
            or dated.decided_at >= months.window_from
        )
),

counts as (
    select
        account_id,
        month,
        count(*) filter (where created_at >= window_from) as tickets,
        count(*) filter (where created_at >= window_from and is_urgent) as urgent_tickets,
        count(*) filter (where solved_at is null or solved_at >= snapshot_at) as open_tickets,
        sum(support_hours) filter (where created_at >= window_from) as support_hours,
        median(epoch(first_response_at - created_at) / 3600) filter (
            where first_response_at >= window_from and first_response_at < snapshot_at
        ) as first_response_hours,
        median(epoch(solved_at - created_at) / 3600) filter (
            where solved_at >= window_from and solved_at < snapshot_at
        ) as resolution_hours,
        count(*) filter (where decided_at >= window_from and decided_at < snapshot_at)
            as sla_decided,
        count(*) filter (
            where decided_at >= window_from and decided_at < snapshot_at and is_in_time
        ) as sla_met,
        count(reopened_count) filter (
            where solved_at >= window_from and solved_at < snapshot_at
        ) as reopens_known,
        count(*) filter (
            where solved_at >= window_from and solved_at < snapshot_at and reopened_count > 0
        ) as reopened
    from pairs
    group by account_id, month
),

lasts as (
    select months.account_id, months.month, max(tickets.created_at) as last_ticket_at
    from months
    join staging.tickets
        on tickets.account_id = months.account_id
        and tickets.created_at < months.snapshot_at
    group by months.account_id, months.month
)

select
    months.account_id,
    months.month,
    months.snapshot_at,
    cast(coalesce(counts.tickets, 0) as bigint) as tickets_90d,
    cast(coalesce(counts.urgent_tickets, 0) as bigint) as urgent_tickets_90d,
    cast(coalesce(counts.open_tickets, 0) as bigint) as open_tickets,
    cast(coalesce(counts.support_hours, 0) as decimal(18, 6)) as support_hours_90d,
    counts.first_response_hours as first_response_hours_p50_90d,
    counts.resolution_hours as resolution_hours_p50_90d,
    case
        when firsts.first_answer_at < months.snapshot_at then coalesce(counts.sla_decided, 0)
        else 0
    end as sla_decided_90d,
    case
        when firsts.first_answer_at < months.snapshot_at then coalesce(counts.sla_met, 0)
        else 0
    end as sla_met_90d,
    coalesce(counts.reopens_known, 0) as reopens_known_90d,
    coalesce(counts.reopened, 0) as reopened_90d,
    lasts.last_ticket_at,
    coalesce(firsts.first_solution_at < months.snapshot_at, false) as has_solved,
    coalesce(firsts.first_priority_at < months.snapshot_at, false) as has_priorities
from months
cross join firsts
left join counts
    on counts.account_id = months.account_id
    and counts.month = months.month
left join lasts
    on lasts.account_id = months.account_id
    and lasts.month = months.month
