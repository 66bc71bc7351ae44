/*---
grain: [index, account_id, factor, entity, position]
says: >-
  The newest rows of exports that each factor of a customer's score at as_of rests on, by file and
  line: of the five newest of each entity those in the metric's window, and of judgements the newest
  one. Events of usage are not named, because a build holds none of them.
source:
  - core.account_months
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
  - config.index_factors
  - config.metrics
  - config.run
section: 15
checks: [position between 1 and 5]
---*/
with staged as (
    select
        account_id,
        'accounts' as entity,
        null as named,
        coalesce(valid_from, created_at) as happened_at,
        file_id,
        line
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
    select account_id, 'milestones', null, reached_at, file_id, line
    from staging.milestones
    union all
    select account_id, 'objectives', null, coalesce(measured_at, agreed_on), file_id, line
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

-- which entities a factor rests on, how far back, and how many rows of each say enough
needs as (
    select
        factors.index,
        factors.factor,
        factors.metric as named,
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

customers as (
    select months.account_id
    from core.account_months as months
    cross join config.run
    where months.month = date_trunc('month', run.as_of)
        and months.is_customer
)

select
    concat_ws(
        '/',
        needs.index,
        replace(placed.account_id, '/', '%2F'),
        replace(needs.factor, '/', '%2F'),
        placed.entity,
        placed.position
    ) as factor_source_id,
    needs.index,
    placed.account_id,
    needs.factor,
    placed.entity,
    placed.position,
    placed.happened_at,
    placed.file_id,
    placed.line
from placed
cross join config.run
join customers on customers.account_id = placed.account_id
join needs
    on needs.entity = placed.entity
    and placed.position <= needs.most_rows
    and (placed.named is null or placed.named = needs.named)
    and coalesce(placed.happened_at >= run.as_of - to_days(needs.window_days), true)
