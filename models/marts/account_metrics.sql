/*---
grain: [account_id, month, metric]
says: >-
  Each metric of each account and month beside its peers of that month, its own baseline, and what
  it was one and three months before.
unit: { value: as in the column unit, peer_percentile: share, baseline: as value }
source: [core.all_metric_values, core.account_months, config.metrics, config.run]
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

-- a cell is what accounts of a month have in common at the finest
cells as (
    select
        month,
        is_customer,
        tier,
        size,
        industry,
        row_number() over (order by month, is_customer, tier, size, industry) as cell_number
    from core.account_months
    where month >= (select recompute_from from config.run)
    group by month, is_customer, tier, size, industry
),

months as (
    select
        account_numbers.account_number,
        month_numbers.month_number,
        account_months.month,
        account_months.month >= account_months.baseline_month as has_baseline,
        account_months.is_customer,
        cells.cell_number
    from core.account_months
    join account_numbers on account_numbers.account_id = account_months.account_id
    join month_numbers on month_numbers.month = account_months.month
    join cells
        on cells.month = account_months.month
        and cells.is_customer = account_months.is_customer
        and cells.tier is not distinct from account_months.tier
        and cells.size is not distinct from account_months.size
        and cells.industry is not distinct from account_months.industry
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
        months.is_customer,
        months.cell_number
    from changes
    join months
        on months.account_number = changes.account_number
        and months.month_number = changes.month_number
),

counts as (
    select metric_number, cell_number, count(*) as accounts
    from measured
    where is_customer
    group by metric_number, cell_number
),

sums as (
    select
        counts.metric_number,
        counts.cell_number,
        cells.month,
        cells.tier,
        cells.size,
        cells.industry,
        counts.accounts as industry_accounts,
        sum(counts.accounts) over (
            partition by counts.metric_number, cells.month, cells.tier, cells.size
        ) as size_accounts,
        sum(counts.accounts) over (
            partition by counts.metric_number, cells.month, cells.tier
        ) as tier_accounts,
        sum(counts.accounts) over (partition by counts.metric_number, cells.month) as all_accounts
    from counts
    join cells on cells.cell_number = counts.cell_number
),

-- the finest group that is large enough and whose attributes are all known
choices as (
    select
        sums.metric_number,
        sums.cell_number,
        sums.month,
        sums.tier,
        sums.size,
        sums.industry,
        case
            when sums.industry_accounts >= run.min_peers
                and sums.tier is not null and sums.size is not null and sums.industry is not null
                then 'industry'
            when sums.size_accounts >= run.min_peers
                and sums.tier is not null and sums.size is not null
                then 'size'
            when sums.tier_accounts >= run.min_peers and sums.tier is not null then 'tier'
            when sums.all_accounts >= run.min_peers then 'all'
        end as level
    from sums
    cross join config.run
),

-- every group that somebody is compared with, finer or coarser than others' of the same month
peer_groups as (
    select
        metric_number,
        month,
        level,
        case when level <> 'all' then tier end as tier,
        case when level in ('size', 'industry') then size end as size,
        case when level = 'industry' then industry end as industry,
        row_number() over (order by metric_number, month, level) as group_number
    from choices
    where level is not null
    group by
        metric_number,
        month,
        level,
        case when level <> 'all' then tier end,
        case when level in ('size', 'industry') then size end,
        case when level = 'industry' then industry end
),

memberships as (
    select
        choices.metric_number,
        choices.cell_number,
        peer_groups.group_number,
        peer_groups.level = choices.level as is_chosen
    from choices
    join peer_groups
        on peer_groups.metric_number = choices.metric_number
        and peer_groups.month = choices.month
        and (peer_groups.level = 'all' or peer_groups.tier = choices.tier)
        and (peer_groups.level in ('all', 'tier') or peer_groups.size = choices.size)
        and (peer_groups.level <> 'industry' or peer_groups.industry = choices.industry)
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
        memberships.group_number,
        memberships.is_chosen,
        count(*) over (partition by memberships.group_number) as peer_n,
        rank() over by_value as value_rank,
        count(*) over by_value as up_to_value
    from measured
    left join memberships
        on memberships.metric_number = measured.metric_number
        and memberships.cell_number = measured.cell_number
    window by_value as (partition by memberships.group_number order by measured.value)
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
    case peer_groups.level
        when 'all' then 'all'
        when 'tier' then 'tier ' || peer_groups.tier
        when 'size' then concat_ws(' × ', 'tier ' || peer_groups.tier, peer_groups.size)
        when 'industry' then concat_ws(
            ' × ', 'tier ' || peer_groups.tier, peer_groups.size, peer_groups.industry
        )
    end as peer_group,
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
left join peer_groups on peer_groups.group_number = placed.group_number
left join baselines
    on baselines.account_number = placed.account_number
    and baselines.metric_number = placed.metric_number
where placed.is_chosen or placed.group_number is null
