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
-- numbers stand in for names until the end: they join and group many times faster
with metric_numbers as (
    select metric, row_number() over (order by metric) as metric_number
    from config.metrics
),

groups as (
    select
        month,
        group_number,
        peer_group,
        level,
        min(cell_number) as cell_number
    from core.cell_groups
    where month >= (select recompute_from from config.run)
    group by month, group_number, peer_group, level
),

measured as (
    select metric_numbers.metric_number, account_cells.cell_number, metric_values.value
    from core.all_metric_values as metric_values
    join core.account_cells
        on account_cells.account_id = metric_values.account_id
        and account_cells.month = metric_values.month
    join metric_numbers on metric_numbers.metric = metric_values.metric
    where metric_values.month >= (select recompute_from from config.run)
),

counts as (
    select metric_number, cell_number, count(*) as accounts
    from measured
    group by metric_number, cell_number
),

sizes as (
    select
        counts.metric_number,
        cell_groups.group_number,
        cast(sum(counts.accounts) as bigint) as accounts
    from counts
    join core.cell_groups on cell_groups.cell_number = counts.cell_number
    group by counts.metric_number, cell_groups.group_number
),

-- any cell of a group will do to find the coarser groups: all its cells have them in common
coarser_groups as (
    select
        groups.group_number,
        coarser.level as coarser_level,
        coarser.group_number as coarser_number
    from groups
    join core.cell_groups as coarser
        on coarser.cell_number = groups.cell_number
        and coarser.level >= groups.level
),

-- materialized, or groups are first paired with all groups of their metric
climbs as materialized (
    select
        sizes.metric_number,
        sizes.group_number,
        sizes.accounts,
        coarser_groups.coarser_level,
        coarser_groups.coarser_number
    from sizes
    join coarser_groups on coarser_groups.group_number = sizes.group_number
),

shown as (
    select
        climbs.metric_number,
        climbs.group_number,
        climbs.accounts,
        arg_min(climbs.coarser_number, climbs.coarser_level) as shown_number
    from climbs
    cross join config.run
    join sizes as coarser
        on coarser.metric_number = climbs.metric_number
        and coarser.group_number = climbs.coarser_number
    where coarser.accounts >= run.min_peers
    group by climbs.metric_number, climbs.group_number, climbs.accounts
),

figures as (
    select
        metric_number,
        shown_number,
        row_number() over (order by metric_number, shown_number) as figure_number
    from shown
    group by metric_number, shown_number
),

parts as (
    select figures.figure_number, figures.metric_number, cell_groups.cell_number
    from figures
    join core.cell_groups on cell_groups.group_number = figures.shown_number
),

quantiles (figure_number, n, bounds) as (
    select
        parts.figure_number,
        count(*),
        quantile_cont(measured.value, [0.1, 0.25, 0.5, 0.75, 0.9])
    from measured
    join parts
        on parts.metric_number = measured.metric_number
        and parts.cell_number = measured.cell_number
    group by parts.figure_number
)

select
    concat_ws(
        '/',
        strftime(groups.month, '%Y-%m'),
        replace(groups.peer_group, '/', '%2F'),
        replace(metrics.metric, '/', '%2F')
    ) as benchmark_id,
    groups.month,
    groups.peer_group,
    metrics.metric,
    metrics.unit,
    shown_groups.peer_group as shown_group,
    shown.accounts as members,
    quantiles.n,
    -- between two equal values the interpolation may fall short of them by its last bit
    quantiles.bounds[1] as p10,
    list_max(quantiles.bounds[1:2]) as p25,
    list_max(quantiles.bounds[1:3]) as p50,
    list_max(quantiles.bounds[1:4]) as p75,
    list_max(quantiles.bounds[1:5]) as p90
from shown
join figures
    on figures.metric_number = shown.metric_number
    and figures.shown_number = shown.shown_number
join quantiles on quantiles.figure_number = figures.figure_number
join groups on groups.group_number = shown.group_number
join groups as shown_groups on shown_groups.group_number = shown.shown_number
join metric_numbers on metric_numbers.metric_number = shown.metric_number
join config.metrics on metrics.metric = metric_numbers.metric
