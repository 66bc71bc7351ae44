/*---
grain: [account_id, event, event_key]
says: >-
  What happened to accounts, from every source, in one form: when, of which quality (qualifier,
  number), and when it was settled. Only what happened and was settled before as_of.
source:
  - staging.tickets
  - staging.survey_responses
  - staging.activities
  - staging.contacts
  - staging.invoice_lines
  - staging.milestones
  - staging.releases
  - staging.incidents
  - core.account_months
  - config.run
section: 12
---*/
with contacted as (
    select
        activities.activity_id,
        activities.account_id,
        activities.kind,
        lower(coalesce(activities.status, 'held')) as status,
        activities.occurred_at,
        activities.file_id,
        activities.line,
        coalesce(contacts.is_sponsor, false) as is_sponsor,
        coalesce(contacts.is_executive, false) as is_executive
    from staging.activities as activities
    left join staging.contacts as contacts
        on contacts.contact_id = activities.contact_id
        and contacts.account_id = activities.account_id
),

-- an invoice is settled when its last line is
invoices as (
    select
        lines.account_id,
        coalesce(lines.invoice_id, lines.line_id) as invoice,
        min(lines.due_at) as due_at,
        case
            when count(*) = count(lines.paid_at) filter (where lines.paid_at < run.as_of)
                then max(lines.paid_at)
        end as paid_at,
        arg_min(lines.file_id, (lines.line, lines.file_id)) as file_id,
        min(lines.line) as line
    from staging.invoice_lines as lines
    cross join config.run
    where lines.amount > 0
        and lines.due_at is not null
        and coalesce(lower(lines.status), '') not in ('void', 'draft')
        and (lines.paid_at is not null or coalesce(lower(lines.status), '') <> 'paid')
    group by lines.account_id, coalesce(lines.invoice_id, lines.line_id)
),

-- a sponsor who left is replaced by one who comes after, in whatever role
successors as (
    select
        leavers.contact_id,
        leavers.account_id,
        min(others.since) as since
    from staging.contacts as leavers
    join staging.contacts as others
        on others.account_id = leavers.account_id
        and others.contact_id <> leavers.contact_id
        and others.is_sponsor
        and others.since >= leavers.left_at
    where leavers.is_sponsor
    group by leavers.contact_id, leavers.account_id
),

told as (
    select
        account_id,
        'ticket' as event,
        ticket_id as event_key,
        lower(priority) as qualifier,
        null::double as number,
        created_at as occurred_at,
        solved_at as resolved_at,
        file_id,
        line
    from staging.tickets
    union all
    select
        account_id,
        kind,
        response_id,
        kind,
        cast(score as double),
        responded_at,
        null,
        file_id,
        line
    from staging.survey_responses
    union all
    select account_id, kind, activity_id, status, null, occurred_at, null, file_id, line
    from contacted
    where status = 'held'
    union all
    select account_id, 'meeting_missed', activity_id, status, null, occurred_at, null, file_id, line
    from contacted
    where status <> 'held'
        and kind in ('meeting', 'call', 'business_review', 'training')
    union all
    select account_id, 'sponsor_contact', activity_id, kind, null, occurred_at, null, file_id, line
    from contacted
    where status = 'held'
        and is_sponsor
    union all
    select
        account_id,
        'executive_contact',
        activity_id,
        kind,
        null,
        occurred_at,
        null,
        file_id,
        line
    from contacted
    where status = 'held'
        and is_executive
    union all
    select
        leavers.account_id,
        'sponsor_left',
        leavers.contact_id,
        lower(leavers.role),
        null,
        leavers.left_at,
        successors.since,
        leavers.file_id,
        leavers.line
    from staging.contacts as leavers
    left join successors
        on successors.contact_id = leavers.contact_id
        and successors.account_id = leavers.account_id
    where leavers.is_sponsor
    union all
    select account_id, 'executive_left', contact_id, lower(role), null, left_at, null, file_id, line
    from staging.contacts
    where is_executive
    union all
    -- what was settled early is settled on the day that it is due
    select
        account_id,
        'invoice_due',
        invoice,
        null,
        null,
        due_at,
        case when paid_at < due_at then due_at else paid_at end,
        file_id,
        line
    from invoices
    union all
    select
        account_id,
        'milestone_due',
        milestone,
        lower(milestone),
        null,
        due_on,
        case when reached_at < due_on then due_on else reached_at end,
        file_id,
        line
    from staging.milestones
    union all
    -- an incident of no account is everybody's
    select
        coalesce(incidents.account_id, months.account_id),
        'incident',
        incidents.incident_id,
        lower(incidents.severity),
        null,
        incidents.started_at,
        incidents.ended_at,
        incidents.file_id,
        incidents.line
    from staging.incidents as incidents
    left join core.account_months as months
        on months.month = case
            when incidents.account_id is null then date_trunc('month', incidents.started_at)
        end
        and months.is_customer
    where incidents.account_id is not null
        or months.account_id is not null
    union all
    select
        months.account_id,
        'release',
        releases.release_id,
        releases.feature,
        null,
        releases.released_at,
        null,
        releases.file_id,
        releases.line
    from staging.releases as releases
    join core.account_months as months
        on months.month = date_trunc('month', releases.released_at)
        and months.is_customer
)

select
    told.account_id,
    told.event,
    told.event_key,
    any_value(told.qualifier) as qualifier,
    any_value(told.number) as number,
    min(told.occurred_at) as occurred_at,
    min(told.resolved_at) filter (
        where told.resolved_at < run.as_of and told.resolved_at >= told.occurred_at
    ) as resolved_at,
    any_value(told.file_id) as file_id,
    any_value(told.line) as line
from told
cross join config.run
where told.occurred_at < run.as_of
    and told.event_key is not null
group by told.account_id, told.event, told.event_key
