/*---
grain: [account_id, month, metric]
says: >-
  Each metric of each account and month beside its peers of that month, its own baseline, and what
  it was one and three months before.
unit: { value: as in the column unit, peer_percentile: share, baseline: as value }
source:
  - core.all_metric_values
  - core.metric_beginnings
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

-- an account's months follow one another, and those of two accounts never do
recent as (
    select
        account_numbers.account_number,
        metric_numbers.metric_number,
        month_numbers.month_number,
        account_numbers.account_number * 1000000 + month_numbers.month_number as place,
        all_metric_values.value
    from core.all_metric_values
    join account_numbers on account_numbers.account_id = all_metric_values.account_id
    join metric_numbers on metric_numbers.metric = all_metric_values.metric
    join month_numbers on month_numbers.month = all_metric_values.month
    where all_metric_values.month
        >= (select cast(recompute_from - interval 3 month as date) from config.run)
),

-- months may be missing, so the value of three months ago is among the last three rows; few large
-- partitions are sorted many times faster than one for each account
lagged as (
    select
        account_number,
        metric_number,
        month_number,
        place,
        value,
        lag(value, 1) over by_place as value_1,
        lag(place, 1) over by_place as place_1,
        lag(value, 2) over by_place as value_2,
        lag(place, 2) over by_place as place_2,
        lag(value, 3) over by_place as value_3,
        lag(place, 3) over by_place as place_3
    from recent
    window by_place as (partition by metric_number order by place)
),

changes as (
    select
        account_number,
        metric_number,
        month_number,
        value,
        case when place_1 = place - 1 then value - value_1 end as change_1m,
        case place - 3
            when place_1 then value - value_1
            when place_2 then value - value_2
            when place_3 then value - value_3
        end as change_3m
    from lagged
),

months as (
    select
        account_numbers.account_number,
        month_numbers.month_number,
        account_months.month,
        account_months.month >= account_months.baseline_month as has_baseline,
        account_cells.cell_number
    from core.account_months
    join account_numbers on account_numbers.account_id = account_months.account_id
    join month_numbers on month_numbers.month = account_months.month
    left join core.account_cells
        on account_cells.account_id = account_months.account_id
        and account_cells.month = account_months.month
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
        months.cell_number
    from changes
    join months
        on months.account_number = changes.account_number
        and months.month_number = changes.month_number
),

counts as (
    select metric_number, cell_number, count(*) as accounts
    from measured
    where cell_number is not null
    group by metric_number, cell_number
),

-- materialized, here and below, or each is first paired with all others of its metric
counted as materialized (
    select
        counts.metric_number,
        counts.cell_number,
        counts.accounts,
        cell_groups.level,
        cell_groups.group_number
    from counts
    join core.cell_groups on cell_groups.cell_number = counts.cell_number
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
        counted.cell_number,
        arg_min(counted.group_number, counted.level) as group_number
    from counted
    join sizes
        on sizes.metric_number = counted.metric_number
        and sizes.group_number = counted.group_number
    cross join config.run
    where sizes.accounts >= run.min_peers
    group by counted.metric_number, counted.cell_number
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
        counted.cell_number,
        counted.group_number,
        counted.group_number = choices.group_number as is_chosen
    from counted
    join choices
        on choices.metric_number = counted.metric_number
        and choices.cell_number = counted.cell_number
),

peers as (
    select
        belonging.metric_number,
        belonging.cell_number,
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
        and peers.cell_number = measured.cell_number
    window by_value as (partition by peers.peers_number order by measured.value)
),

names as (
    select group_number, any_value(peer_group) as peer_group
    from core.cell_groups
    group by group_number
),

baselines as (
    select
        account_numbers.account_number,
        metric_numbers.metric_number,
        beginnings.value
    from core.metric_beginnings as beginnings
    join account_numbers on account_numbers.account_id = beginnings.account_id
    join metric_numbers on metric_numbers.metric = beginnings.metric
    where beginnings.is_baseline
)

-- rank - 1 are below and up_to_value are below or equal: their mean counts the equal ones half
select
    account_numbers.account_id,
    placed.month,
    metrics.metric,
    placed.value,
    metrics.unit,
    names.peer_group,
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
left join names on names.group_number = placed.group_number
left join baselines
    on baselines.account_number = placed.account_number
    and baselines.metric_number = placed.metric_number
where placed.is_chosen or placed.group_number is null
