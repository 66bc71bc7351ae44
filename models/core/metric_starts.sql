/*---
grain: [metric]
says: >-
  The first month that the sources of a metric cover from its first day to its last; empty where
  they are configured and have no row yet.
source: [core.source_starts, config.metrics]
section: 7
---*/
with metric_sources as (
    select metric, unnest(string_split(sources, ', ')) as entity
    from config.metrics
)

select
    metric_sources.metric,
    cast(
        max(
            case
                when starts.starts_at = date_trunc('month', starts.starts_at)
                    then starts.starts_at
                else date_trunc('month', starts.starts_at) + interval 1 month
            end
        ) as date
    ) as covered_month
from metric_sources
join core.source_starts as starts on starts.entity = metric_sources.entity
group by metric_sources.metric
