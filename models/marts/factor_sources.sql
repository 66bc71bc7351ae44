/*---
grain: [index, account_id, factor, entity, position]
says: >-
  The newest rows of exports that each factor of an account's score at as_of rests on, by file and
  line: of the five newest of each entity those in the metric's window, and of judgements the one
  that counts. Usage is named by its newest file only, because a build holds no single events.
source:
  - marts.index_factors
  - staging.accounts
  - staging.activities
  - staging.assessments
  - staging.contacts
  - staging.incidents
  - staging.invoice_lines
  - staging.metric_values
  - staging.milestones
  - staging.objectives
  - staging.subscriptions
  - staging.survey_responses
  - staging.tickets
  - staging.users
  - staging.ledger_files
  - config.index_factors
  - config.metrics
  - config.run
section: 15
checks: [position between 1 and 5]
---*/
with staged as (
    select account_id, 'accounts' as entity, null as named, created_at as happened_at, file_id, line
    from staging.accounts
    union all
    select account_id, 'activities', null, occurred_at, file_id, line
    from staging.activities
    union all
    select account_id, 'assessments', question, assessed_at, file_id, line
    from staging.assessments
    union all
    select account_id, 'contacts', null, since, file_id, line
    from staging.contacts
    union all
    select account_id, 'incidents', null, started_at, file_id, line
    from staging.incidents
    union all
    select account_id, 'invoice_lines', null, invoiced_at, file_id, line
    from staging.invoice_lines
    union all
    select account_id, 'metric_values', metric, measured_at, file_id, line
    from staging.metric_values
    union all
    select account_id, 'milestones', null, null, file_id, line
    from staging.milestones
    union all
    select account_id, 'objectives', null, agreed_on, file_id, line
    from staging.objectives
    union all
    select account_id, 'subscriptions', null, started_at, file_id, line
    from staging.subscriptions
    union all
    select account_id, 'survey_responses', null, responded_at, file_id, line
    from staging.survey_responses
    union all
    select account_id, 'tickets', null, created_at, file_id, line
    from staging.tickets
    union all
    select account_id, 'users', null, created_at, file_id, line
    from staging.users
),

placed as (
    select
        staged.account_id,
        staged.entity,
        staged.named,
        staged.happened_at,
        staged.file_id,
        staged.line,
        row_number() over (
            partition by staged.account_id, staged.entity, staged.named
            order by staged.happened_at desc nulls last, staged.file_id, staged.line
        ) as position
    from staged
    cross join config.run
    where staged.happened_at is null or staged.happened_at < run.as_of
),

newest_usage as (
    select file_id
    from staging.ledger_files
    where entity = 'usage_events'
    order by path desc
    limit 1
),

-- which entities a factor rests on, how far back, and how many rows of each say enough
needs as (
    select
        factors.index,
        factors.factor,
        case when factors.source = 'metric' then metrics.window_days end as window_days,
        unnest(
            case
                when factors.source = 'assessment' then ['assessments']
                else string_split(metrics.sources, ', ')
            end
        ) as entity,
        case when factors.source = 'assessment' then 1 else 5 end as most_rows
    from config.index_factors as factors
    left join config.metrics
        on factors.source = 'metric'
        and metrics.metric = factors.metric
),

measured as (
    select
        factors.index,
        factors.account_id,
        factors.factor,
        factors.metric,
        needs.entity,
        needs.most_rows,
        run.as_of - to_days(needs.window_days) as since
    from marts.index_factors as factors
    cross join config.run
    join needs on needs.index = factors.index and needs.factor = factors.factor
    where factors.month = date_trunc('month', run.as_of) and not factors.is_missing
),

found as (
    select
        measured.index,
        measured.account_id,
        measured.factor,
        measured.entity,
        placed.position,
        placed.happened_at,
        placed.file_id,
        placed.line
    from measured
    join placed
        on placed.account_id = measured.account_id
        and placed.entity = measured.entity
        and placed.position <= measured.most_rows
        and (placed.named is null or placed.named = measured.metric)
        and coalesce(placed.happened_at >= measured.since, true)
    union all
    select
        measured.index,
        measured.account_id,
        measured.factor,
        measured.entity,
        1,
        null,
        newest_usage.file_id,
        null
    from measured
    cross join newest_usage
    where measured.entity = 'usage_events'
)

select
    concat_ws(
        '/',
        found.index,
        replace(found.account_id, '/', '%2F'),
        replace(found.factor, '/', '%2F'),
        found.entity,
        found.position
    ) as factor_source_id,
    found.index,
    found.account_id,
    found.factor,
    found.entity,
    found.position,
    found.happened_at,
    found.file_id,
    files.path,
    found.line
from found
join staging.ledger_files as files on files.file_id = found.file_id
