/*---
grain: [metric, period, run_id]
says: >-
  Published figures of closed months that a later run changed: which, from what to what, by which
  run, and the files that had come since the run before and that the figure rests on.
unit:
  old_value: reporting currency (per month for MRR) or accounts
  new_value: reporting currency (per month for MRR) or accounts
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
with invoiced_figures (metric) as (
    values
        ('recurring_revenue'),
        ('usage_revenue'),
        ('one_time_revenue'),
        ('credits'),
        ('invoiced'),
        ('collected')
),

-- the entities that a figure rests on, by the lineage of the mart that it is summed from
inputs as (
    select model, entity
    from config.model_inputs
    where model in ('marts.mrr_movements', 'marts.revenue_months')
),

-- rows that are loaded now and were not, or the other way round: their accounts came or went
accounts_moved as (
    select distinct inputs.model
    from staging.ledger_files as files
    inner join staging.published_files as published on published.file_id = files.file_id
    inner join inputs on inputs.entity = files.entity
    where files.rows_loaded <> published.rows_loaded
),

suspects as (
    select model, entity from inputs
    union
    select accounts_moved.model, account_sources.entity
    from staging.account_sources
    cross join accounts_moved
),

-- up to which month a published build has held a file; none has held a new one
landings as (
    select
        suspects.model,
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

-- a source of invoices that is new restates nothing of the time before it
watched as (
    select distinct metric from staging.published_figures
),

-- a run with known_at looks at the past and restates nothing
changed as (
    select
        figures.metric,
        case
            when invoiced_figures.metric is null then 'marts.mrr_movements'
            else 'marts.revenue_months'
        end as model,
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
    left join invoiced_figures on invoiced_figures.metric = figures.metric
    left join watched on watched.metric = figures.metric
    where figures.old_value <> figures.new_value
        and figures.period + interval 1 month <= least(published.closed_until, run.as_of)
        and run.known_at is null
        and (invoiced_figures.metric is null or watched.metric is not null)
),

periods as (
    select distinct model, period from changed
),

period_files as (
    select
        periods.model,
        periods.period,
        string_agg(distinct landings.path, ', ' order by landings.path) as files
    from periods
    inner join landings
        on landings.model = periods.model
        and landings.closed_until < periods.period + interval 1 month
    group by periods.model, periods.period
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
    left join period_files
        on period_files.model = changed.model
        and period_files.period = changed.period
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
