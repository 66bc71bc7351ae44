/*---
grain: [month, cell_number, level]
says: >-
  The peer groups that a cell belongs to, the finest first; one of which the cell does not know an
  attribute is none of its groups. No two months share the number of a group.
source: [core.account_cells, config.peer_levels, config.peer_attributes, config.run]
section: 4
incremental: month
---*/
with cells as (
    select distinct month, cell_number, tier, size, industry, maturity_stage
    from core.account_cells
    where month >= (select recompute_from from config.run)
),

-- one line for each attribute that a group may name
known as (
    select month, cell_number, 'tier' as attribute, 'tier ' || tier as named
    from cells
    union all
    select month, cell_number, 'size', size
    from cells
    union all
    select month, cell_number, 'industry', industry
    from cells
    union all
    select month, cell_number, 'maturity_stage', 'stage ' || maturity_stage
    from cells
),

named_groups as (
    select
        known.month,
        known.cell_number,
        attributes.level,
        string_agg(known.named, ' × ' order by attributes.position) as peer_group,
        count(known.named) as attributes
    from known
    join config.peer_attributes as attributes on attributes.attribute = known.attribute
    group by known.month, known.cell_number, attributes.level
)

select
    cells.month,
    cells.cell_number,
    levels.level,
    coalesce(named_groups.peer_group, 'all') as peer_group,
    -- a month has fewer groups than a billion
    (12 * year(cells.month) + month(cells.month)) * 1000000000 + dense_rank() over (
        partition by cells.month
        order by coalesce(named_groups.peer_group, 'all')
    ) as group_number
from cells
cross join config.peer_levels as levels
left join named_groups
    on named_groups.month = cells.month
    and named_groups.cell_number = cells.cell_number
    and named_groups.level = levels.level
where levels.attributes = coalesce(named_groups.attributes, 0)
