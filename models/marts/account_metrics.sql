/*---
grain: [account_id, month, metric]
says: >-
  Each metric of each account and month beside its peers of that month, its own baseline, and what
  it was one and three months before.
unit: { value: as in the column unit, peer_percentile: share, baseline: as value }
source: [core.metric_values, core.account_months, config.metrics, config.run]
checks: [peer_percentile is null or (peer_percentile > 0 and peer_percentile <= 1)]
section: 4
incremental: month
---*/
with recent as (
    select account_id, month, metric, value
    from core.metric_values
    where month >= (select recompute_from - interval 3 month from config.run)
),

-- months may be missing, so the value of k months ago is among the last k rows
lagged as (
    select
        account_id,
        month,
        metric,
        value,
        lag(value, 1) over by_month as value_1,
        lag(month, 1) over by_month as month_1,
        lag(value, 2) over by_month as value_2,
        lag(month, 2) over by_month as month_2,
        lag(value, 3) over by_month as value_3,
        lag(month, 3) over by_month as month_3
    from recent
    window by_month as (partition by metric, account_id order by month)
),

baselines as (
    select metric_values.account_id, metric_values.metric, metric_values.value
    from core.metric_values
    join core.account_months
        on account_months.account_id = metric_values.account_id
        and account_months.baseline_month = metric_values.month
        and account_months.month = metric_values.month
),

measured as (
    select
        lagged.account_id,
        lagged.month,
        lagged.metric,
        lagged.value,
        case when lagged.month_1 = lagged.month - interval 1 month
            then lagged.value - lagged.value_1 end as change_1m,
        lagged.value - case lagged.month - interval 3 month
            when lagged.month_1 then lagged.value_1
            when lagged.month_2 then lagged.value_2
            when lagged.month_3 then lagged.value_3
        end as change_3m,
        months.baseline_month,
        months.is_customer,
        months.tier,
        months.size,
        months.industry
    from lagged
    join core.account_months as months
        on months.account_id = lagged.account_id
        and months.month = lagged.month
    where lagged.month >= (select recompute_from from config.run)
),

-- customers by the finest attributes; coarser groups are sums of finer ones
cells as (
    select month, metric, tier, size, industry, count(*) as accounts
    from measured
    where is_customer
    group by month, metric, tier, size, industry
),

sums as (
    select
        month,
        metric,
        tier,
        size,
        industry,
        sum(accounts) over (partition by month, metric, tier, size) as size_accounts,
        sum(accounts) over (partition by month, metric, tier) as tier_accounts,
        sum(accounts) over (partition by month, metric) as all_accounts,
        accounts
    from cells
),

-- the finest group that is large enough and whose attributes are all known
choices as (
    select
        sums.month,
        sums.metric,
        sums.tier,
        sums.size,
        sums.industry,
        case
            when sums.tier is null or sums.tier_accounts < run.min_peers
                then case when sums.all_accounts >= run.min_peers then 'all' end
            when sums.size is null or sums.size_accounts < run.min_peers then 'tier'
            when sums.industry is null or sums.accounts < run.min_peers then 'size'
            else 'industry'
        end as level
    from sums
    cross join config.run
),

-- every group that somebody is compared with, with the cells that belong to it
groups as (
    select distinct
        month,
        metric,
        level,
        case when level <> 'all' then tier end as tier,
        case when level in ('size', 'industry') then size end as size,
        case when level = 'industry' then industry end as industry
    from choices
    where level is not null
),

numbered as (
    select
        month,
        metric,
        level,
        tier,
        size,
        industry,
        row_number() over (order by metric, month, level, tier, size, industry) as group_number
    from groups
),

cell_groups as (
    select
        choices.month,
        choices.metric,
        choices.tier,
        choices.size,
        choices.industry,
        numbered.group_number,
        numbered.level = choices.level as is_chosen,
        case numbered.level
            when 'all' then 'all'
            else concat_ws(' × ', 'tier ' || numbered.tier, numbered.size, numbered.industry)
        end as peer_group
    from choices
    join numbered
        on numbered.month = choices.month
        and numbered.metric = choices.metric
        and (numbered.level = 'all' or numbered.tier = choices.tier)
        and (numbered.level in ('all', 'tier') or numbered.size = choices.size)
        and (numbered.level <> 'industry' or numbered.industry = choices.industry)
),

members as (
    select
        measured.account_id,
        measured.month,
        measured.metric,
        measured.value,
        cell_groups.group_number,
        cell_groups.peer_group,
        cell_groups.is_chosen
    from measured
    join cell_groups
        on cell_groups.month = measured.month
        and cell_groups.metric = measured.metric
        and cell_groups.tier is not distinct from measured.tier
        and cell_groups.size is not distinct from measured.size
        and cell_groups.industry is not distinct from measured.industry
    where measured.is_customer
),

-- below / n is (rank - 1) / n, and cume_dist adds those equal: their mean counts equals half
placed as (
    select
        account_id,
        month,
        metric,
        peer_group,
        is_chosen,
        count(*) over (partition by group_number) as peer_n,
        rank() over by_value as value_rank,
        cume_dist() over by_value as share_at_or_below
    from members
    window by_value as (partition by group_number order by value)
)

select
    measured.account_id,
    measured.month,
    measured.metric,
    measured.value,
    metrics.unit,
    placed.peer_group,
    cast(placed.peer_n as bigint) as peer_n,
    ((placed.value_rank - 1) / cast(placed.peer_n as double) + placed.share_at_or_below) / 2
        as peer_percentile,
    case when measured.month >= measured.baseline_month then baselines.value end as baseline,
    measured.change_1m,
    measured.change_3m
from measured
join config.metrics on metrics.metric = measured.metric
left join baselines
    on baselines.account_id = measured.account_id
    and baselines.metric = measured.metric
left join placed
    on placed.account_id = measured.account_id
    and placed.month = measured.month
    and placed.metric = measured.metric
    and placed.is_chosen
