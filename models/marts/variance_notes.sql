/*---
grain: [metric, period, author]
says: What somebody wrote beside a period of a metric that missed its plan, and what follows.
source: [staging.variance_notes, config.run]
section: 11
---*/
with notes as (
    select
        notes.metric,
        cast(date_trunc('month', notes.period) as date) as period,
        notes.author,
        string_agg(notes.why, '; ' order by notes.file_id, notes.line) as why,
        string_agg(notes.action, '; ' order by notes.file_id, notes.line) as action
    from staging.variance_notes as notes
    cross join config.run
    where notes.period < run.as_of
    group by notes.metric, date_trunc('month', notes.period), notes.author
)

select
    replace(metric, '/', '%2F') || '/' || strftime(period, '%Y-%m') || '/'
        || replace(author, '/', '%2F') as variance_note_id,
    metric,
    period,
    author,
    why,
    action
from notes
