-- warned: the newest row of a source is older than its limit
with newest as (
    select source, max(newest_at) as newest_at
    from marts.source_files
    group by source
)

select
    freshness.source,
    newest.newest_at,
    freshness.max_age_days
from config.freshness
join newest on newest.source = freshness.source
cross join config.run
where newest.newest_at < run.as_of - freshness.max_age_days * interval 1 day
