/*---
grain: [metric, period, run_id]
says: >-
  Published figures of closed months that a later run changed: which, from what to what, by which
  run, and the files that had come since the run before and that the figure rests on.
unit:
  old_value: reporting currency per month or accounts
  new_value: reporting currency per month or accounts
source:
  - core.closed_figures
  - staging.published_figures
  - staging.published_run
  - staging.published_files
  - staging.landings_read
  - staging.ledger_files
  - staging.ledger_restatements
  - staging.account_sources
  - config.model_inputs
  - config.run
section: 15
checks: [old_value <> new_value]
---*/
with inputs as (
    select entity from config.model_inputs where model = 'marts.mrr_movements'
),

-- rows that are loaded now and were not, or the other way round: their accounts came or went
accounts_moved as (
    select count(*) > 0 as is_so
    from staging.ledger_files as files
    inner join staging.published_files as published on published.file_id = files.file_id
    inner join inputs on inputs.entity = files.entity
    where files.rows_loaded <> published.rows_loaded
),

suspects as (
    select entity from inputs
    union
    select account_sources.entity
    from staging.account_sources
    cross join accounts_moved
    where accounts_moved.is_so
),

-- up to which month a published build has held a file; none has held a new one
landings as (
    select
        landings_read.path,
        coalesce(published.closed_until, timestamp '0001-01-01') as closed_until
    from staging.landings_read
    inner join suspects on suspects.entity = landings_read.entity
    left join staging.published_files as published
        on published.file_id = landings_read.file_id
        and published.path = landings_read.path
        and published.seen_at = landings_read.seen_at
),

figures as (
    select
        coalesce(present.metric, published.metric) as metric,
        coalesce(present.period, published.period) as period,
        coalesce(published.value, 0) as old_value,
        coalesce(present.value, 0) as new_value
    from core.closed_figures as present
    full join staging.published_figures as published
        on published.metric = present.metric
        and published.period = present.period
),

-- a run with known_at looks at the past and restates nothing
changed as (
    select
        figures.metric,
        figures.period,
        figures.old_value,
        figures.new_value,
        run.run_id,
        run.config_version <> published.config_version as is_other_config,
        run.tenure_version <> published.tenure_version as is_other_program,
        run.as_of <> published.as_of as is_other_time
    from figures
    cross join config.run as run
    cross join staging.published_run as published
    where figures.old_value <> figures.new_value
        and figures.period + interval 1 month <= least(published.closed_until, run.as_of)
        and run.known_at is null
),

periods as (
    select distinct period from changed
),

period_files as (
    select
        periods.period,
        string_agg(distinct landings.path, ', ' order by landings.path) as files
    from periods
    inner join landings on landings.closed_until < periods.period + interval 1 month
    group by periods.period
),

restatements as (
    select metric, period, run_id, old_value, new_value, files, cause
    from staging.ledger_restatements
    union all
    select
        changed.metric,
        changed.period,
        changed.run_id,
        changed.old_value,
        changed.new_value,
        coalesce(period_files.files, ''),
        coalesce(
            nullif(concat_ws(
                ', ',
                case when period_files.files is not null then 'files' end,
                case when changed.is_other_config then 'config' end,
                case when changed.is_other_program then 'program' end
            ), ''),
            case when changed.is_other_time then 'as_of' else 'program' end
        )
    from changed
    left join period_files on period_files.period = changed.period
)

select
    metric || '/' || strftime(period, '%Y-%m') || '/' || run_id as restatement_id,
    metric,
    period,
    run_id,
    cast(old_value as decimal(18, 4)) as old_value,
    cast(new_value as decimal(18, 4)) as new_value,
    files,
    cause
from restatements
