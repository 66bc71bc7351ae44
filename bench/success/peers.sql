-- The success floor, second part: each metric beside its peers, its baseline and its past.

-- lists side by side, so that no row of a metric has to look for that of another month; a number
-- stands for account and month until the end
create temp table metric_lists as
select row_number() over ()::integer as holder, account_id, month,
    [active_days_28d, active_users_28d, admin_users_28d,
    automation_share_28d, ces_90d, csat_90d, days_since_business_review,
    days_since_executive_contact, days_since_last_contact, days_since_last_ticket,
    days_since_last_use, departments_active_28d, detractor_follow_up_days, discount_share,
    expansion_mrr_12m, failed_payments_90d, first_response_hours_p50_90d, incident_minutes_90d,
    incidents_communicated_share_90d, integrations_active_28d, key_feature_breadth,
    key_features_used_28d, meetings_90d, meetings_missed_share_90d, milestones_missed_90d,
    months_to_renewal, mrr_change_12m, mrr_per_active_user, nps_latest, objective_attainment,
    open_tickets, overdue_amount, overdue_days_max, products_owned, references_365d,
    reopen_rate_90d, resolution_hours_p50_90d, seat_utilisation, seats_change_90d,
    sla_attainment_90d, sponsor_in_place, staff_share_28d, stickiness, support_hours_per_1k_arr,
    tickets_90d, time_to_first_value_days, training_completed_share, urgent_tickets_90d,
    usage_change, usage_events_28d] as held
from metric_months;

create temp table names as
select row_number() over (order by metric)::utinyint as nth, metric, unit from build.config.metrics;

-- a cell is the finest group; an account of which an attribute is unknown has no such group
create temp table cells as
select m.account_id, m.month, m.tier, m.size, m.industry, s.maturity_stage,
    dense_rank() over (order by m.month, m.tier, m.size, m.industry, s.maturity_stage)::integer
        as cell
from build.core.account_months as m
left join build.core.maturity_stages as s using (account_id, month)
where m.is_customer;

create temp table groups as
with distinct_cells as (
    select distinct cell, month, tier, size, industry, maturity_stage from cells
), named as (
    select cell, month, 1 as level,
        'tier ' || tier || ' × ' || size || ' × ' || industry || ' × stage ' || maturity_stage
            as peer_group
    from distinct_cells
    union all
    select cell, month, 2, 'tier ' || tier || ' × ' || size || ' × ' || industry
    from distinct_cells
    union all
    select cell, month, 3, 'tier ' || tier || ' × ' || size from distinct_cells
    union all
    select cell, month, 4, 'tier ' || tier from distinct_cells
    union all
    select cell, month, 5, 'all' from distinct_cells
)
select cell, level, peer_group, dense_rank() over (order by month, peer_group)::integer as peers
from named where peer_group is not null;

create temp table measured as
with unnested as (
    select m.holder, c.cell, unnest(range(1, 51))::utinyint as nth,
        unnest(m.held) as value, unnest(coalesce(p.held, [])) as value_1m,
        unnest(coalesce(q.held, [])) as value_3m, unnest(coalesce(b.held, [])) as baseline
    from metric_lists as m
    join build.core.account_months as a on a.account_id = m.account_id and a.month = m.month
    left join cells as c on c.account_id = m.account_id and c.month = m.month
    left join metric_lists as p
        on p.account_id = m.account_id and p.month = m.month - interval 1 month
    left join metric_lists as q
        on q.account_id = m.account_id and q.month = m.month - interval 3 month
    left join metric_lists as b
        on b.account_id = m.account_id and b.month = a.baseline_month and b.month <= m.month
)
select * from unnested where value is not null;

-- groups that are large enough, each with a number of its own for every metric
create temp table peer_sizes as
with counts as (
    select nth, cell, count(*) as n from measured where cell is not null group by all
), sized as (
    select nth, cell, peers, level, sum(n) over (partition by nth, peers)::integer as n
    from counts join groups using (cell)
), large as (
    select *, level = min(level) over (partition by nth, cell) as is_own from sized where n >= 8
)
select nth, cell, peers, n, is_own, peers * 100::bigint + nth as place
from large qualify max(is_own) over (partition by nth, peers);

-- an account is ranked in its own group and in every other that somebody else is held against
create table marts.account_metrics as
with ranked as (
    select m.*, s.peers, s.n, s.is_own, rank() over w - 1 as below, count(*) over w as up_to
    from measured as m join peer_sizes as s on s.nth = m.nth and s.cell = m.cell
    window w as (partition by s.place order by m.value)
), placed as (
    select holder, nth, value, value_1m, value_3m, baseline, peers, n as peer_n,
        (below + up_to) / (2 * n::double) as peer_percentile
    from ranked where is_own
    union all
    select holder, nth, value, value_1m, value_3m, baseline, null, null, null
    from measured anti join peer_sizes using (nth, cell)
), peer_names as (
    select peers, any_value(peer_group) as peer_group from groups group by all
)
select account_id, month, metric, value, unit, peer_group, peer_n, peer_percentile, baseline,
    value - value_1m as change_1m, value - value_3m as change_3m
from placed
join metric_lists using (holder)
join names using (nth)
left join peer_names using (peers);
