/*---
grain: [month]
says: >-
  The months that have a forecast: each closed one with enough months before it, and the month of
  as_of, whose vintage is provisional until it closes. Live are the months that ended after the
  first run; once sealed they are read back and never computed again.
source: [core.month_spine, staging.ledger_live_from, staging.ledger_seals, config.forecast]
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
    case
        when months.is_closed and months.snapshot_at > live.live_from then 'live'
        else 'backcast'
    end as origin,
    seals.vintage is not null as is_sealed
from months
cross join config.forecast
cross join staging.ledger_live_from as live
left join staging.ledger_seals as seals on seals.vintage = months.month
where months.months_before >= forecast.min_history_months
