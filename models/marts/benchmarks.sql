/*---
grain: [month, peer_group, metric]
says: >-
  What customers of a peer group reach in a metric in a month, of every group that anybody with a
  value belongs to; one with fewer than min_peers shows the figures of the first coarser group
  that has enough.
unit: { n: accounts, members: accounts, p10: unit of the metric, p25: unit of the metric,
  p50: unit of the metric, p75: unit of the metric, p90: unit of the metric }
source:
  - core.all_metric_values
  - core.account_cells
  - core.cell_groups
  - config.metrics
  - config.run
checks: [n >= members, p10 <= p25 and p25 <= p50 and p50 <= p75 and p75 <= p90]
section: 4
incremental: month
---*/
with measured as (
    select
        metric_values.metric,
        metric_values.month,
        account_cells.cell_number,
        metric_values.value
    from core.all_metric_values as metric_values
    join core.account_cells
        on account_cells.account_id = metric_values.account_id
        and account_cells.month = metric_values.month
    where metric_values.month >= (select recompute_from from config.run)
),

counts as (
    select metric, month, cell_number, count(*) as accounts
    from measured
    group by metric, month, cell_number
),

-- any cell of a group will do to find the coarser groups: all its cells have them in common
sizes as (
    select
        counts.metric,
        counts.month,
        cell_groups.level,
        cell_groups.peer_group,
        sum(counts.accounts) as accounts,
        min(counts.cell_number) as cell_number
    from counts
    join core.cell_groups
        on cell_groups.month = counts.month
        and cell_groups.cell_number = counts.cell_number
    group by counts.metric, counts.month, cell_groups.level, cell_groups.peer_group
),

-- materialized, or groups are first paired with all groups of their month
climbs as materialized (
    select
        sizes.metric,
        sizes.month,
        sizes.peer_group,
        sizes.accounts,
        cell_groups.level as coarser_level,
        cell_groups.peer_group as coarser_group
    from sizes
    join core.cell_groups
        on cell_groups.month = sizes.month
        and cell_groups.cell_number = sizes.cell_number
        and cell_groups.level >= sizes.level
),

shown as (
    select
        climbs.metric,
        climbs.month,
        climbs.peer_group,
        climbs.accounts,
        arg_min(coarser.peer_group, coarser.level) as shown_group
    from climbs
    cross join config.run
    join sizes as coarser
        on coarser.metric = climbs.metric
        and coarser.month = climbs.month
        and coarser.level = climbs.coarser_level
        and coarser.peer_group = climbs.coarser_group
    where coarser.accounts >= run.min_peers
    group by climbs.metric, climbs.month, climbs.peer_group, climbs.accounts
),

needed as (
    select distinct metric, month, shown_group
    from shown
),

cells as (
    select needed.metric, needed.month, needed.shown_group, cell_groups.cell_number
    from needed
    join core.cell_groups
        on cell_groups.month = needed.month
        and cell_groups.peer_group = needed.shown_group
),

quantiles (metric, month, shown_group, n, bounds) as (
    select
        cells.metric,
        cells.month,
        cells.shown_group,
        count(*),
        quantile_cont(measured.value, [0.1, 0.25, 0.5, 0.75, 0.9])
    from measured
    join cells
        on cells.metric = measured.metric
        and cells.month = measured.month
        and cells.cell_number = measured.cell_number
    group by cells.metric, cells.month, cells.shown_group
)

select
    concat_ws(
        '/',
        strftime(shown.month, '%Y-%m'),
        replace(shown.peer_group, '/', '%2F'),
        replace(shown.metric, '/', '%2F')
    ) as benchmark_id,
    shown.month,
    shown.peer_group,
    shown.metric,
    metrics.unit,
    shown.shown_group,
    cast(shown.accounts as bigint) as members,
    quantiles.n,
    -- between two equal values the interpolation may fall short of them by its last bit
    quantiles.bounds[1] as p10,
    list_max(quantiles.bounds[1:2]) as p25,
    list_max(quantiles.bounds[1:3]) as p50,
    list_max(quantiles.bounds[1:4]) as p75,
    list_max(quantiles.bounds[1:5]) as p90
from shown
join quantiles
    on quantiles.metric = shown.metric
    and quantiles.month = shown.month
    and quantiles.shown_group = shown.shown_group
join config.metrics on metrics.metric = shown.metric
