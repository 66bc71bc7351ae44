-- The revenue floor: from the same staged subscriptions to the same marts, by hand, for exactly
-- this data: one period a subscription, US dollars, no trials, pauses or missing ends.

create schema marts;

create table periods as
select subscription_id, account_id, plan, product, quantity, started_at::date as starts_on,
    case when ended_at < getvariable('as_of') then ended_at::date end as ends_on,
    term_end::date as term_end,
    (quantity::integer * unit_amount * (100 - discount_percent::integer) / 100
        / case billing_interval when 'year' then 12 when 'quarter' then 3 else 1 end)
        ::decimal(18, 4) as mrr,
    (quantity::integer * unit_amount
        / case billing_interval when 'year' then 12 when 'quarter' then 3 else 1 end)
        ::decimal(18, 4) as list_mrr
from build.staging.subscriptions where started_at < getvariable('as_of');

create table changes as
with edges as (
    select account_id, starts_on as occurred_on, mrr as amount from periods
    union all select account_id, ends_on, -mrr from periods where ends_on is not null
), days as (
    select account_id, occurred_on, sum(amount) as amount from edges group by all
    having sum(amount) <> 0
)
select account_id, occurred_on, (sum(amount) over w)::decimal(18, 4) as mrr_after,
    (sum(amount) over w - amount)::decimal(18, 4) as mrr_before
from days window w as (partition by account_id order by occurred_on);

create table marts.mrr_movements as
with parts as (
    select account_id, starts_on as occurred_on, subscription_id, 1 as added, plan, product,
        quantity, mrr, list_mrr, true as is_term_end from periods
    union all
    select account_id, ends_on, subscription_id, 0, plan, product, quantity, mrr, list_mrr,
        ends_on >= term_end from periods where ends_on is not null
), part_days as (
    select account_id, occurred_on, count(*) as parts, sum(added) as added,
        min(subscription_id) as subscription_id,
        min(subscription_id) filter (where added = 1) as added_id,
        count(distinct plan) as plans, count(distinct product) as products,
        count(distinct quantity) as quantities,
        any_value(mrr) filter (where added = 1) as mrr_in,
        any_value(mrr) filter (where added = 0) as mrr_out,
        any_value(list_mrr) filter (where added = 1) as list_in,
        any_value(list_mrr) filter (where added = 0) as list_out,
        bool_and(is_term_end) filter (where added = 0) as is_term_end
    from parts group by all
), named as (
    select *, lag(occurred_on) over w as previous_on, max(mrr_before) over w > 0 as was_above
    from changes window w as (partition by account_id order by occurred_on)
)
select c.account_id || '/' || strftime(c.occurred_on, '%Y-%m-%d') as mrr_movement_id, c.account_id,
    c.occurred_on, date_trunc('month', c.occurred_on)::date as month,
    case when mrr_before = 0 and not was_above then 'new' when mrr_before = 0 then 'reactivation'
        when mrr_after = 0 then 'churn' when mrr_after > mrr_before then 'expansion'
        else 'contraction' end as movement,
    (mrr_after - mrr_before)::decimal(18, 4) as amount, mrr_before, mrr_after,
    case when mrr_before = 0 and p.added > 0 and l.is_term_end and c.occurred_on - previous_on <= 30
            then 'late_renewal'
        when p.parts = 2 and p.added = 1 then case when p.products > 1 then 'mixed'
            when p.list_in = p.list_out and p.mrr_in < p.mrr_out then 'discount_started'
            when p.list_in = p.list_out then 'discount_ended'
            when (p.list_in = p.mrr_in) <> (p.list_out = p.mrr_out) then 'mixed'
            when p.plans > 1 then 'plan' when p.quantities > 1 then 'quantity' else 'price' end
        when p.added = p.parts then 'subscription_added' when p.added = 0 then 'subscription_ended'
        else 'mixed' end as reason,
    case when p.parts = 1 then p.subscription_id
        when p.parts = 2 and p.added = 1 then p.added_id end as subscription_id
from named as c
left join part_days as p on p.account_id = c.account_id and p.occurred_on = c.occurred_on
left join part_days as l on l.account_id = c.account_id and l.occurred_on = c.previous_on;

create table spine as
with firsts as (
    select account_id, min(occurred_on) as first_on from changes where mrr_after > 0 group by all
)
select account_id, first_on, unnest(generate_series(date_trunc('month', first_on)::timestamp,
        date_trunc('month', getvariable('as_of')), interval 1 month))::date as month
from firsts;

create table snapshots as
select distinct month, least(month + interval 1 month, getvariable('as_of')) as snapshot_at
from spine;

create table marts.subscription_months as
select subscription_id || '/' || strftime(month, '%Y-%m') as subscription_month_id,
    subscription_id, month, account_id, plan, product, quantity, mrr, mrr as mrr_native,
    'USD' as currency
from periods join snapshots
    on starts_on < snapshot_at and coalesce(ends_on, date '9999-12-31') >= snapshot_at;

create table months as
with movement_months as (
    select account_id, month, sum(amount) filter (where movement = 'new') as mrr_new,
        sum(amount) filter (where movement = 'reactivation') as mrr_reactivation,
        sum(amount) filter (where movement = 'expansion') as mrr_expansion,
        sum(amount) filter (where movement = 'contraction') as mrr_contraction,
        sum(amount) filter (where movement = 'churn') as mrr_churn, sum(amount) as amount
    from marts.mrr_movements group by all
), worth as (
    select s.account_id, s.month, s.first_on, snapshot_at,
        coalesce(c.mrr_after, 0)::decimal(18, 4) as mrr
    from spine as s join snapshots using (month)
    asof left join changes as c on c.account_id = s.account_id and snapshot_at > c.occurred_on
), in_force as (
    select account_id, month, sum(quantity) as seats, arg_min(plan, (-mrr, plan)) as plan
    from marts.subscription_months group by all
), ranked as (
    select account_id, month, mrr, rank() over w as tier_rank, count(*) over w as from_top,
        sum(mrr) over w as mrr_from_top, count(*) over (partition by month) as customers,
        sum(mrr) over (partition by month) as all_mrr
    from worth where mrr > 0 window w as (partition by month order by mrr desc)
)
select w.account_id || '/' || strftime(w.month, '%Y-%m') as account_month_id, w.account_id, w.month,
    w.snapshot_at, w.month + interval 1 month <= getvariable('as_of') as is_closed,
    w.mrr > 0 as is_customer, (w.mrr - coalesce(m.amount, 0))::decimal(18, 4) as mrr_opening,
    coalesce(mrr_new, 0)::decimal(18, 4) as mrr_new,
    coalesce(mrr_reactivation, 0)::decimal(18, 4) as mrr_reactivation,
    coalesce(mrr_expansion, 0)::decimal(18, 4) as mrr_expansion,
    coalesce(mrr_contraction, 0)::decimal(18, 4) as mrr_contraction,
    coalesce(mrr_churn, 0)::decimal(18, 4) as mrr_churn, w.mrr,
    (w.mrr * 12)::decimal(18, 4) as arr, f.seats, r.tier_rank,
    r.from_top / r.customers as customer_share, (r.mrr / r.all_mrr)::double as mrr_share,
    (r.mrr_from_top / r.all_mrr)::double as cumulative_mrr_share, a.region, a.industry, f.plan,
    case when r.tier_rank <= ceil(0.10 * r.customers) then 1
        when r.tier_rank <= ceil(0.30 * r.customers) then 2
        when r.tier_rank is not null then 3 end as tier,
    a.csm_id, a.account_id as ultimate_parent_id, t.health_status, t.maturity_stage,
    t.journey_stage, t.quadrant, w.first_on
from worth as w
left join movement_months as m on m.account_id = w.account_id and m.month = w.month
left join in_force as f on f.account_id = w.account_id and f.month = w.month
left join ranked as r on r.account_id = w.account_id and r.month = w.month
left join build.staging.accounts as a on a.account_id = w.account_id
left join build.core.account_attributes as t on t.account_id = w.account_id and t.month = w.month;

create table marts.account_months as
select * exclude (first_on), lag(tier) over w as tier_previous,
    lag(csm_id) over w as csm_id_previous, lag(health_status) over w as health_status_previous,
    lag(maturity_stage) over w as maturity_stage_previous,
    lag(journey_stage) over w as journey_stage_previous, lag(quadrant) over w as quadrant_previous
from months window w as (partition by account_id order by month);

create table marts.tier_months as
with totals as (
    select month, count(*) as customers, sum(mrr) as mrr from marts.account_months where mrr > 0
    group by all
), held as (
    select month, tier, count(*) as customers, sum(mrr) as mrr, min(mrr) as floor_mrr
    from marts.account_months where mrr > 0 group by all
)
select o.month, h.tier, h.customers, h.customers / o.customers as customer_share,
    h.mrr::decimal(18, 4) as mrr, (h.mrr / o.mrr)::double as mrr_share, h.floor_mrr
from totals as o join held as h using (month);

create table marts.retention as
select n.account_id || '/' || strftime(n.month, '%Y-%m') || '/' || k.k as retention_id,
    n.account_id, n.month, k.k as window_months, t.mrr as mrr_then, n.mrr as mrr_now,
    least(t.mrr, n.mrr) as mrr_retained, true as was_customer, n.is_customer, t.region, t.industry,
    t.plan, t.tier, t.csm_id, t.ultimate_parent_id, t.health_status, t.maturity_stage,
    t.journey_stage, n.mrr = 0 as is_lost, n.mrr = 0 as is_parent_lost
from marts.account_months as t
cross join (values (1), (3), (12)) as k(k)
join marts.account_months as n
    on n.account_id = t.account_id and n.month = (t.month + to_months(k.k))::date
where t.mrr > 0 and n.is_closed;

create table marts.growth_months as
select account_id || '/' || strftime(month, '%Y-%m') as growth_month_id, account_id, month,
    is_closed, mrr_opening > 0 as was_customer, is_customer, mrr_opening > 0 and mrr = 0 as is_lost,
    mrr_opening, mrr_new, mrr_reactivation, mrr_expansion, mrr_contraction, mrr_churn, mrr,
    coalesce(lag(region) over w, region) as region,
    coalesce(lag(industry) over w, industry) as industry,
    coalesce(last_value(plan ignore nulls) over before, plan) as plan,
    coalesce(last_value(tier ignore nulls) over before, tier) as tier,
    coalesce(lag(csm_id) over w, csm_id) as csm_id, ultimate_parent_id,
    coalesce(last_value(health_status ignore nulls) over before, health_status) as health_status,
    coalesce(last_value(maturity_stage ignore nulls) over before, maturity_stage) as maturity_stage,
    coalesce(last_value(journey_stage ignore nulls) over before, journey_stage) as journey_stage
from marts.account_months
window w as (partition by account_id order by month),
    before as (partition by account_id order by month
        rows between unbounded preceding and 1 preceding);

create table marts.cohort_months as
with starts as (
    select account_id, date_trunc('month', first_on)::date as cohort_month, mrr as mrr_start
    from months where month = date_trunc('month', first_on)
)
select s.cohort_month, date_diff('month', s.cohort_month, m.month)::integer as months_since,
    'all' as segment, count(*) as accounts, count(*) filter (where m.mrr > 0) as accounts_retained,
    sum(s.mrr_start)::decimal(18, 4) as mrr_start,
    sum(least(s.mrr_start, m.mrr))::decimal(18, 4) as mrr_retained,
    sum(m.mrr)::decimal(18, 4) as mrr_now
from starts as s join marts.account_months as m using (account_id)
where m.is_closed group by all;
