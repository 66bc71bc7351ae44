/*---
grain: [month]
says: >-
  The months that have a forecast: each closed one with enough months before it, and the month of
  as_of, whose vintage is provisional until it closes.
source: [core.month_spine, config.forecast]
section: 10
---*/
with months as (
    select
        month,
        max(snapshot_at) as snapshot_at,
        bool_and(is_closed) as is_closed,
        row_number() over (order by month) - 1 as months_before
    from core.month_spine
    group by month
)

select
    months.month,
    months.snapshot_at,
    not months.is_closed as is_provisional,
    'backcast' as origin
from months
cross join config.forecast
where months.months_before >= forecast.min_history_months
