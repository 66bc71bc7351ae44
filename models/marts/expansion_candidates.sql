/*---
grain: [account_id]
says: >-
  Customers of as_of with room to grow: potential above today's ARR, products that at least the
  configured share of their peers own, or a key feature that peers use and they do not. Peers are
  those of the finest peer group that is large enough.
unit: { arr: reporting currency per year, potential_arr: reporting currency per year,
  headroom_arr: reporting currency per year, seat_utilisation: share }
source:
  - core.account_attributes
  - core.account_cells
  - core.account_months
  - core.account_versions
  - core.cell_groups
  - core.feature_uses
  - core.metric_values
  - core.subscription_months
  - config.key_features
  - config.maturity
  - config.playbook_settings
  - config.run
section: 12
checks: [headroom_arr >= 0]
---*/
with customers as (
    select months.account_id, months.month, months.arr, months.tier, cells.cell_number
    from core.account_months as months
    cross join config.run
    join core.account_cells as cells
        on cells.account_id = months.account_id
        and cells.month = months.month
    where months.month = date_trunc('month', run.as_of)
        and months.is_customer
),

-- who is in a group, by every group that a customer's cell belongs to
members as (
    select customers.account_id, cell_groups.level, cell_groups.peer_group
    from customers
    join core.cell_groups
        on cell_groups.month = customers.month
        and cell_groups.cell_number = customers.cell_number
),

group_sizes as (
    select level, peer_group, count(*) as peers
    from members
    group by level, peer_group
),

placed as (
    select
        members.account_id,
        arg_min(members.peer_group, members.level) as peer_group,
        arg_min(group_sizes.peers, members.level) as peers
    from members
    cross join config.run
    join group_sizes
        on group_sizes.level = members.level
        and group_sizes.peer_group = members.peer_group
    where group_sizes.peers >= run.min_peers
    group by members.account_id
),

owned as (
    select distinct products.account_id, products.product
    from core.subscription_months as products
    join customers
        on customers.account_id = products.account_id
        and customers.month = products.month
    where products.product is not null
),

owned_by_peers as (
    select members.peer_group, owned.product, count(*) as owners
    from owned
    join members on members.account_id = owned.account_id
    group by members.peer_group, owned.product
),

missing_products as (
    select
        placed.account_id,
        string_agg(peers.product, ', ' order by peers.owners desc, peers.product) as products
    from placed
    cross join config.playbook_settings as settings
    join owned_by_peers as peers
        on peers.peer_group = placed.peer_group
        and peers.owners >= settings.peers_own_share * placed.peers
    left join owned
        on owned.account_id = placed.account_id
        and owned.product = peers.product
    where owned.account_id is null
    group by placed.account_id
),

-- features are counted by the month: that in which the window opens, and later ones
used as (
    select distinct uses.account_id, uses.feature
    from core.feature_uses as uses
    cross join config.run
    cross join config.maturity
    join config.key_features as features on features.feature = uses.feature
    where uses.month
        >= date_trunc('month', run.as_of - to_days(maturity.feature_window_days))
),

used_by_peers as (
    select members.peer_group, used.feature, count(*) as users
    from used
    join members on members.account_id = used.account_id
    group by members.peer_group, used.feature
),

next_features as (
    select placed.account_id, arg_min(peers.feature, (-peers.users, peers.feature)) as feature
    from placed
    join used_by_peers as peers on peers.peer_group = placed.peer_group
    left join used
        on used.account_id = placed.account_id
        and used.feature = peers.feature
    where used.account_id is null
    group by placed.account_id
)

select
    customers.account_id,
    customers.tier,
    customers.arr,
    cast(versions.potential_arr as decimal(18, 4)) as potential_arr,
    cast(
        case
            when versions.potential_arr is not null
                then greatest(versions.potential_arr - customers.arr, 0)
        end as decimal(18, 4)
    ) as headroom_arr,
    placed.peer_group,
    missing_products.products as products_peers_own,
    utilisation.value as seat_utilisation,
    next_features.feature as next_feature,
    attributes.health_status
from customers
left join placed on placed.account_id = customers.account_id
left join core.account_versions as versions
    on versions.account_id = customers.account_id
    and versions.known_until is null
left join missing_products on missing_products.account_id = customers.account_id
left join core.metric_values as utilisation
    on utilisation.account_id = customers.account_id
    and utilisation.month = customers.month
    and utilisation.metric = 'seat_utilisation'
left join next_features on next_features.account_id = customers.account_id
left join core.account_attributes as attributes
    on attributes.account_id = customers.account_id
    and attributes.month = customers.month
where versions.potential_arr > customers.arr
    or missing_products.products is not null
    or next_features.feature is not null
