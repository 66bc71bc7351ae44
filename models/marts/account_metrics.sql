/*---
grain: [account_id, month, metric]
says: >-
  Each metric of each account and month beside its peers of that month, its own baseline, and what
  it was one and three months before.
unit: { value: as in the column unit, peer_percentile: share, baseline: as value }
source:
  - core.all_metric_values
  - core.account_months
  - core.account_cells
  - core.cell_groups
  - config.metrics
  - config.run
checks: [peer_percentile is null or (peer_percentile > 0 and peer_percentile <= 1)]
section: 4
incremental: month
---*/
-- numbers stand in for names until the end: they sort and group many times faster
with account_numbers as (
    select account_id, row_number() over (order by account_id) as account_number
    from core.account_months
    group by account_id
),

metric_numbers as (
    select metric, row_number() over (order by metric) as metric_number
    from config.metrics
),

month_numbers as (
    select month, year(month) * 12 + month(month) as month_number
    from core.account_months
    group by month
),

recent as (
    select
        account_numbers.account_number,
        metric_numbers.metric_number,
        month_numbers.month_number,
        all_metric_values.value
    from core.all_metric_values
    join account_numbers on account_numbers.account_id = all_metric_values.account_id
    join metric_numbers on metric_numbers.metric = all_metric_values.metric
    join month_numbers on month_numbers.month = all_metric_values.month
    where all_metric_values.month
        >= (select cast(recompute_from - interval 3 month as date) from config.run)
),

-- months may be missing, so the value of three months ago is among the last three rows
lagged as (
    select
        account_number,
        metric_number,
        month_number,
        value,
        lag(value, 1) over by_month as value_1,
        lag(month_number, 1) over by_month as month_1,
        lag(value, 2) over by_month as value_2,
        lag(month_number, 2) over by_month as month_2,
        lag(value, 3) over by_month as value_3,
        lag(month_number, 3) over by_month as month_3
    from recent
    window by_month as (partition by account_number, metric_number order by month_number)
),

changes as (
    select
        account_number,
        metric_number,
        month_number,
        value,
        case when month_1 = month_number - 1 then value - value_1 end as change_1m,
        case month_number - 3
            when month_1 then value - value_1
            when month_2 then value - value_2
            when month_3 then value - value_3
        end as change_3m
    from lagged
),

groups as (
    select
        month,
        peer_group,
        row_number() over (order by month, peer_group) as group_number
    from core.cell_groups
    where month >= (select recompute_from from config.run)
    group by month, peer_group
),

cells as (
    select month, cell_number, row_number() over (order by month, cell_number) as cell_id
    from core.cell_groups
    where month >= (select recompute_from from config.run)
    group by month, cell_number
),

memberships as (
    select cells.cell_id, cell_groups.level, groups.group_number
    from core.cell_groups
    join cells
        on cells.month = cell_groups.month
        and cells.cell_number = cell_groups.cell_number
    join groups
        on groups.month = cell_groups.month
        and groups.peer_group = cell_groups.peer_group
),

months as (
    select
        account_numbers.account_number,
        month_numbers.month_number,
        account_months.month,
        account_months.month >= account_months.baseline_month as has_baseline,
        cells.cell_id
    from core.account_months
    join account_numbers on account_numbers.account_id = account_months.account_id
    join month_numbers on month_numbers.month = account_months.month
    left join core.account_cells
        on account_cells.account_id = account_months.account_id
        and account_cells.month = account_months.month
    left join cells
        on cells.month = account_cells.month
        and cells.cell_number = account_cells.cell_number
    where account_months.month >= (select recompute_from from config.run)
),

measured as (
    select
        changes.account_number,
        changes.metric_number,
        changes.value,
        changes.change_1m,
        changes.change_3m,
        months.month,
        months.has_baseline,
        months.cell_id
    from changes
    join months
        on months.account_number = changes.account_number
        and months.month_number = changes.month_number
),

counts as (
    select metric_number, cell_id, count(*) as accounts
    from measured
    where cell_id is not null
    group by metric_number, cell_id
),

-- materialized, here and below, or each is first paired with all others of its metric
counted as materialized (
    select
        counts.metric_number,
        counts.cell_id,
        counts.accounts,
        memberships.level,
        memberships.group_number
    from counts
    join memberships on memberships.cell_id = counts.cell_id
),

sizes as (
    select metric_number, group_number, sum(accounts) as accounts
    from counted
    group by metric_number, group_number
),

-- the finest group that is large enough
choices as (
    select
        counted.metric_number,
        counted.cell_id,
        arg_min(counted.group_number, counted.level) as group_number
    from counted
    join sizes
        on sizes.metric_number = counted.metric_number
        and sizes.group_number = counted.group_number
    cross join config.run
    where sizes.accounts >= run.min_peers
    group by counted.metric_number, counted.cell_id
),

-- every group that somebody is compared with, finer or coarser than others' of the same month
peer_groups as (
    select
        metric_number,
        group_number,
        row_number() over (order by metric_number, group_number) as peers_number
    from choices
    group by metric_number, group_number
),

belonging as materialized (
    select
        counted.metric_number,
        counted.cell_id,
        counted.group_number,
        counted.group_number = choices.group_number as is_chosen
    from counted
    join choices
        on choices.metric_number = counted.metric_number
        and choices.cell_id = counted.cell_id
),

peers as (
    select
        belonging.metric_number,
        belonging.cell_id,
        belonging.group_number,
        belonging.is_chosen,
        peer_groups.peers_number
    from belonging
    join peer_groups
        on peer_groups.metric_number = belonging.metric_number
        and peer_groups.group_number = belonging.group_number
),

-- an account is a row in each group that it belongs to, its own and those of smaller ones' peers
placed as (
    select
        measured.account_number,
        measured.metric_number,
        measured.month,
        measured.value,
        measured.change_1m,
        measured.change_3m,
        measured.has_baseline,
        peers.group_number,
        peers.is_chosen,
        count(*) over (partition by peers.peers_number) as peer_n,
        rank() over by_value as value_rank,
        count(*) over by_value as up_to_value
    from measured
    left join peers
        on peers.metric_number = measured.metric_number
        and peers.cell_id = measured.cell_id
    window by_value as (partition by peers.peers_number order by measured.value)
),

baselines as (
    select
        account_numbers.account_number,
        metric_numbers.metric_number,
        all_metric_values.value
    from core.account_months
    join core.all_metric_values
        on all_metric_values.account_id = account_months.account_id
        and all_metric_values.month = account_months.month
    join account_numbers on account_numbers.account_id = account_months.account_id
    join metric_numbers on metric_numbers.metric = all_metric_values.metric
    where account_months.month = account_months.baseline_month
)

-- rank - 1 are below and up_to_value are below or equal: their mean counts the equal ones half
select
    account_numbers.account_id,
    placed.month,
    metrics.metric,
    placed.value,
    metrics.unit,
    groups.peer_group,
    case when placed.group_number is not null then placed.peer_n end as peer_n,
    case
        when placed.group_number is not null
            then (placed.value_rank - 1 + placed.up_to_value) / (2 * cast(placed.peer_n as double))
    end as peer_percentile,
    case when placed.has_baseline then baselines.value end as baseline,
    placed.change_1m,
    placed.change_3m
from placed
join account_numbers on account_numbers.account_number = placed.account_number
join metric_numbers on metric_numbers.metric_number = placed.metric_number
join config.metrics on metrics.metric = metric_numbers.metric
left join groups on groups.group_number = placed.group_number
left join baselines
    on baselines.account_number = placed.account_number
    and baselines.metric_number = placed.metric_number
where placed.is_chosen or placed.group_number is null
