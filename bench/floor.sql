-- The floor: the same files to the same marts, by hand, for exactly this data.
-- No lake, no quarantine, no checks, no policies: what a good engineer would write in an afternoon.
-- Bad lines are skipped, everything is in USD, as_of is given. What marts of later sections make is
-- taken from the build: the attributes that slices go by, and every metric but three.

create schema marts;

create table tiers as
select * from (values (1, 'Strategic', 'high_touch'), (2, 'Portfolio', 'medium_touch'),
    (3, 'Digital', 'low_touch')) as t(tier, tier_name, touch_model);

create table accounts as
select "Account Number" as account_id, "Account Name" as name, "Parent Account" as parent_id,
    "Industry" as industry, "Region" as region, "Country" as country, "Company Size" as size,
    "CSM" as csm_id, "CSM Name" as csm_name
from read_csv(getvariable('exports') || '/crm/accounts.csv', header = true, all_varchar = true,
    ignore_errors = true);

create table subscriptions as
select id as subscription_id, "Customer ID" as account_id, "Plan" as plan, "Product" as product,
    "Start (UTC)"::timestamp::date as starts_on,
    case when "End (UTC)"::timestamp < getvariable('as_of') then "End (UTC)"::timestamp::date end
        as ended_on,
    "Canceled At (UTC)"::timestamp as cancelled_at, "Status" as status,
    "Contract End"::date as term_end,
    "Trial Start (UTC)"::timestamp::date as trial_start,
    "Trial End (UTC)"::timestamp::date as trial_end,
    "Paused From"::date as paused_from, "Paused Until"::date as paused_until,
    "Past Due Since"::date as past_due_since, "Discount Until"::date as discount_until,
    "Seats"::integer as seats,
    case when "Interval" = 'yearly' then 12 else "Interval Count"::integer end as months,
    "Price per Seat"::bigint * "Seats"::bigint as cents,
    coalesce("Discount %"::decimal(9, 4), 0) as discount_percent,
    coalesce("Discount Off"::bigint, 0) as discount_cents
from (
    select * from read_csv(getvariable('exports') || '/billing/subscriptions.csv', header = true,
        all_varchar = true, ignore_errors = true)
)
where try_cast("Start (UTC)" as timestamp) < getvariable('as_of')
    and "Status" in ('active', 'canceled', 'ended', 'on_hold', 'past_due');

create table spans as
select *, least(
        ended_on,
        case when status = 'past_due' and past_due_since + 90 < getvariable('as_of')
            then past_due_since + 90 end,
        case when status in ('canceled', 'ended') and ended_on is null
            and term_end < getvariable('as_of') then term_end end) as ends_on,
    round(cents * (100 - discount_percent) / 100 / 100.0 / months - discount_cents / 100.0 /
        months, 4)
        ::decimal(18, 4) as mrr_discounted,
    round(cents / 100.0 / months, 4)::decimal(18, 4) as mrr_full,
    (discount_percent <> 0 or discount_cents <> 0) and discount_until < getvariable('as_of')
        as is_ending
from subscriptions;

create table periods as
with cuts as (
    select subscription_id, starts_on as cut from spans
    union select subscription_id, trial_end from spans where trial_end is not null
    union select subscription_id, paused_from from spans
        where paused_from < getvariable('as_of')
    union select subscription_id, paused_until from spans
        where paused_until < getvariable('as_of')
    union select subscription_id, discount_until from spans where is_ending
), pieces as (
    select spans.*, cuts.cut as piece_starts_on, coalesce(
            lead(cuts.cut) over (partition by spans.subscription_id order by cuts.cut),
            spans.ends_on) as piece_ends_on
    from spans join cuts using (subscription_id)
    where cuts.cut >= spans.starts_on and (spans.ends_on is null or cuts.cut < spans.ends_on)
)
select subscription_id, account_id, plan, product, seats, piece_starts_on as starts_on,
    least(piece_ends_on, ends_on) as ends_on, term_end,
    case when is_ending and piece_starts_on >= discount_until then mrr_full
        else mrr_discounted end as mrr, mrr_full as list_mrr,
    case when piece_starts_on = paused_until then 'resume'
        when piece_starts_on = discount_until then 'discount_ended' else 'started' end as
            start_reason,
    case when piece_ends_on = ends_on then 'ended' when piece_ends_on = paused_from then 'pause'
        else 'other' end as end_reason
from pieces
where (trial_end is null or piece_starts_on >= trial_end)
    and (paused_from is null or piece_starts_on < paused_from
        or piece_starts_on >= coalesce(paused_until, date '9999-12-31'));

create table changes as
with edges as (
    select account_id, starts_on as occurred_on, mrr as amount from periods
    union all select account_id, ends_on, -mrr from periods where ends_on is not null
), days as (
    select account_id, occurred_on, sum(amount) as amount from edges
    group by all having sum(amount) <> 0
)
select account_id, occurred_on,
    (sum(amount) over w)::decimal(18, 4) as mrr_after,
    (sum(amount) over w - amount)::decimal(18, 4) as mrr_before
from days window w as (partition by account_id order by occurred_on);

create table marts.mrr_movements as
with endings as (
    select account_id, ends_on as occurred_on, subscription_id, plan, product, seats, mrr,
        list_mrr, end_reason, coalesce(ends_on >= term_end, true) as is_term_end
    from periods where ends_on is not null and mrr <> 0
), starts as (
    select account_id, starts_on as occurred_on, subscription_id, plan, product, seats, mrr,
        list_mrr, start_reason
    from periods where mrr <> 0
), parts as (
    select coalesce(s.account_id, e.account_id) as account_id,
        coalesce(s.occurred_on, e.occurred_on) as occurred_on,
        coalesce(s.subscription_id, e.subscription_id) as subscription_id,
        case when e.subscription_id is null and s.start_reason = 'resume' then 'resume'
            when e.subscription_id is null then 'subscription_added'
            when s.subscription_id is null and e.end_reason = 'pause' then 'pause'
            when s.subscription_id is null then 'subscription_ended'
            when s.start_reason = 'discount_ended' then 'discount_ended' else 'price' end as reason,
        coalesce(s.plan, e.plan) as plan, coalesce(s.product, e.product) as product,
        coalesce(s.seats, e.seats) as seats, coalesce(s.mrr, e.mrr) as mrr,
        coalesce(s.list_mrr, e.list_mrr) as list_mrr
    from starts as s full join endings as e
        on e.subscription_id = s.subscription_id and e.occurred_on = s.occurred_on
    where coalesce(s.mrr, 0) <> coalesce(e.mrr, 0)
), part_days as (
    select account_id, occurred_on, count(*) as parts, count(distinct reason) as reasons,
        min(reason) as reason,
        count(*) filter (where reason = 'subscription_added') as added,
        count(*) filter (where reason = 'subscription_ended') as ended,
        min(subscription_id) as subscription_id,
        min(subscription_id) filter (where reason = 'subscription_added') as added_id,
        count(distinct plan) as plans, count(distinct product) as products,
        count(distinct seats) as seat_counts,
        any_value(mrr) filter (where reason = 'subscription_added') as mrr_in,
        any_value(mrr) filter (where reason = 'subscription_ended') as mrr_out,
        any_value(list_mrr) filter (where reason = 'subscription_added') as list_in,
        any_value(list_mrr) filter (where reason = 'subscription_ended') as list_out
    from parts group by all
), lapses as (
    select account_id, occurred_on, bool_and(is_term_end) as is_term_end
    from endings where end_reason = 'ended' group by all
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
    case when mrr_before = 0 and added > 0 and l.is_term_end and c.occurred_on - previous_on <= 30
            then 'late_renewal'
        when parts = 2 and added = 1 and ended = 1 then case when products > 1 then 'mixed'
            when list_in = list_out and mrr_in < mrr_out then 'discount_started'
            when list_in = list_out then 'discount_ended'
            when (list_in = mrr_in) <> (list_out = mrr_out) then 'mixed'
            when plans > 1 then 'plan' when seat_counts > 1 then 'quantity' else 'price' end
        when reasons = 1 then reason else 'mixed' end as reason,
    case when parts = 1 then p.subscription_id
        when parts = 2 and added = 1 and ended = 1 then p.added_id end as subscription_id
from named as c
left join part_days as p using (account_id, occurred_on)
left join lapses as l on l.account_id = c.account_id and l.occurred_on = c.previous_on;

create table spine as
with firsts as (
    select account_id, min(occurred_on) as first_on from changes where mrr_after > 0 group by all
)
select account_id, unnest(generate_series(date_trunc('month', first_on)::timestamp,
        date_trunc('month', getvariable('as_of')), interval 1 month))::date as month,
    first_on
from firsts;

create table months as
with movement_months as (
    select account_id, month, sum(amount) filter (where movement = 'new') as mrr_new,
        sum(amount) filter (where movement = 'reactivation') as mrr_reactivation,
        sum(amount) filter (where movement = 'expansion') as mrr_expansion,
        sum(amount) filter (where movement = 'contraction') as mrr_contraction,
        sum(amount) filter (where movement = 'churn') as mrr_churn, sum(amount) as amount
    from marts.mrr_movements group by all
), levels as (
    select *, least(month + interval 1 month, getvariable('as_of')) as snapshot_at from spine
), worth as (
    select l.*, coalesce(c.mrr_after, 0)::decimal(18, 4) as mrr
    from levels as l
    asof left join changes as c on c.account_id = l.account_id and l.snapshot_at > c.occurred_on
), in_force as (
    select p.account_id, s.month, sum(p.seats) as seats, arg_min(p.plan, (-p.mrr, p.plan)) as plan
    from periods as p
    join (select distinct month, snapshot_at from levels) as s
        on p.starts_on < s.snapshot_at and coalesce(p.ends_on, date '9999-12-31') >= s.snapshot_at
    group by all
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
        r.from_top / r.customers as customer_share,
    (r.mrr / r.all_mrr)::double as mrr_share,
        (r.mrr_from_top / r.all_mrr)::double as cumulative_mrr_share,
    a.region, a.country, a.industry, a.size, f.plan,
    case when r.tier_rank <= ceil(0.10 * r.customers) then 1
        when r.tier_rank <= ceil(0.30 * r.customers) then 2 when r.tier_rank is not null then 3
            end as tier,
    a.csm_id, coalesce(grand.parent_id, parent.parent_id, a.parent_id,
        a.account_id) as ultimate_parent_id,
    t.health_status, t.maturity_stage, t.journey_stage, t.quadrant, w.first_on
from worth as w
left join movement_months as m on m.account_id = w.account_id and m.month = w.month
left join in_force as f on f.account_id = w.account_id and f.month = w.month
left join ranked as r on r.account_id = w.account_id and r.month = w.month
left join accounts as a on a.account_id = w.account_id
left join accounts as parent on parent.account_id = a.parent_id
left join accounts as grand on grand.account_id = parent.parent_id
left join given.core.account_attributes as t on t.account_id = w.account_id and t.month = w.month;

create table marts.account_months as
select * exclude (first_on), lag(tier) over w as tier_previous,
    lag(csm_id) over w as csm_id_previous, lag(health_status) over w as health_status_previous,
    lag(maturity_stage) over w as maturity_stage_previous,
    lag(journey_stage) over w as journey_stage_previous, lag(quadrant) over w as quadrant_previous
from months window w as (partition by account_id order by month);

create table marts.subscription_months as
select subscription_id || '/' || strftime(month, '%Y-%m') as subscription_month_id,
    subscription_id, month, account_id, plan, product, seats as quantity, mrr, mrr as mrr_native,
    'USD' as currency
from periods join (select distinct month, snapshot_at from months) as s
    on starts_on < s.snapshot_at and coalesce(ends_on, date '9999-12-31') >= s.snapshot_at;

create table marts.retention as
with parents as (
    select ultimate_parent_id, month, max(mrr) > 0 as is_paying
    from marts.account_months group by all
)
select n.account_id || '/' || strftime(n.month, '%Y-%m') || '/' || k.k as retention_id,
    n.account_id, n.month, k.k as window_months, t.mrr as mrr_then, n.mrr as mrr_now,
    least(t.mrr, n.mrr) as mrr_retained, true as was_customer, n.is_customer, n.mrr = 0 as is_lost,
    not p.is_paying as is_parent_lost, t.region, t.country, t.industry, t.size, t.plan, t.tier,
    t.csm_id, t.ultimate_parent_id, t.health_status, t.maturity_stage, t.journey_stage
from marts.account_months as t
cross join (values (1), (3), (12)) as k(k)
join marts.account_months as n
    on n.account_id = t.account_id and n.month = (t.month + to_months(k.k))::date
join parents as p on p.ultimate_parent_id = n.ultimate_parent_id and p.month = n.month
where t.mrr > 0 and n.is_closed;

create table marts.growth_months as
select account_id || '/' || strftime(month, '%Y-%m') as growth_month_id, account_id, month,
    is_closed, mrr_opening > 0 as was_customer, is_customer, mrr_opening > 0 and mrr = 0 as is_lost,
    mrr_opening, mrr_new, mrr_reactivation, mrr_expansion, mrr_contraction, mrr_churn, mrr,
    coalesce(lag(region) over w, region) as region,
    coalesce(lag(country) over w, country) as country,
    coalesce(lag(industry) over w, industry) as industry, coalesce(lag(size) over w, size) as size,
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
    select account_id, date_trunc('month', first_on)::date as cohort_month, mrr as mrr_start,
        unnest(list_filter(['all', case when region = 'EMEA' then 'emea' end,
            case when size = 'Enterprise' then 'large_companies' end,
            case when tier <= 2 then 'top_tiers' end], it -> it is not null)) as segment
    from months where month = date_trunc('month', first_on)
)
select s.cohort_month, date_diff('month', s.cohort_month, m.month)::integer as months_since,
    s.segment, count(*) as accounts, count(*) filter (where m.mrr > 0) as accounts_retained,
    sum(s.mrr_start)::decimal(18, 4) as mrr_start,
    sum(least(s.mrr_start, m.mrr))::decimal(18, 4) as mrr_retained,
    sum(m.mrr)::decimal(18, 4) as mrr_now
from starts as s join marts.account_months as m using (account_id)
where m.is_closed group by all;

create table marts.revenue_months as
with lines as (
    select customer as account_id, kind, amount::bigint / 100.0 as amount,
        tax::bigint / 100.0 as tax, created::timestamp as billed_at, case
            when paid::timestamp < getvariable('as_of') then paid::timestamp
            when paid is null and status = 'paid' then created::timestamp end as paid_at
    from read_csv(getvariable('exports') || '/billing/invoices*.csv', header = true,
        all_varchar = true, ignore_errors = true)
    where try_cast(amount as bigint) is not null and try_cast(created as timestamp)
        < getvariable('as_of') and status not in ('void', 'draft')
), entries as (
    select account_id, date_trunc('month', billed_at)::date as month,
        case when kind = 'subscription' then amount else 0 end as recurring,
        case when kind = 'usage' then amount else 0 end as used,
        case when kind = 'setup_fee' then amount else 0 end as once,
        case when kind = 'credit' then -abs(amount) else 0 end as credit, tax, 0 as collected
    from lines
    union all
    select account_id, date_trunc('month', paid_at)::date, 0, 0, 0, 0, 0,
        case when kind = 'credit' then -abs(amount) else amount end
    from lines where paid_at is not null
)
select account_id || '/' || strftime(month, '%Y-%m') as revenue_month_id, account_id, month,
    sum(recurring)::decimal(18, 4) as recurring_revenue, sum(used)::decimal(18, 4) as usage_revenue,
    sum(once)::decimal(18, 4) as one_time_revenue, sum(credit)::decimal(18, 4) as credits,
    sum(recurring + used + once + credit)::decimal(18, 4) as invoiced,
    sum(tax)::decimal(18, 4) as tax, sum(collected)::decimal(18, 4) as collected
from entries group by all;

create table marts.accounts as
with now_months as (
    select * from marts.account_months where month = date_trunc('month', getvariable('as_of'))
), lives as (
    select account_id, min(occurred_on) as customer_since,
        max(occurred_on) filter (where movement = 'churn') as churned_on
    from marts.mrr_movements group by all
), notices as (
    select account_id, min(cancelled_at)::date as notice_given_on from subscriptions
    where cancelled_at < getvariable('as_of') and ended_on is null group by all
)
select a.account_id, a.name, coalesce(grand.parent_id, parent.parent_id, a.parent_id,
    a.account_id) as ultimate_parent_id,
    a.region, a.country, a.industry, a.size, n.plan, n.tier, a.csm_id, a.csm_name, l.customer_since,
    case when n.mrr = 0 then l.churned_on end as churned_on, coalesce(n.mrr, 0) as mrr,
    coalesce(n.arr, 0) as arr, n.seats, n.mrr_share, t.notice_given_on
from accounts as a
left join accounts as parent on parent.account_id = a.parent_id
left join accounts as grand on grand.account_id = parent.parent_id
left join now_months as n on n.account_id = a.account_id
left join lives as l on l.account_id = a.account_id
left join notices as t on t.account_id = a.account_id;

create table marts.tier_months as
with totals as (
    select month, count(*) as customers, sum(mrr) as mrr from marts.account_months where mrr > 0
    group by all
), held as (
    select month, tier, count(*) as customers, sum(mrr) as mrr, min(mrr) as floor_mrr
    from marts.account_months where mrr > 0 group by all
)
select strftime(o.month, '%Y-%m') || '/' || t.tier as tier_month_id, o.month, t.tier, t.tier_name,
    t.touch_model, coalesce(h.customers, 0) as customers,
        h.customers / o.customers as customer_share,
    coalesce(h.mrr, 0)::decimal(18, 4) as mrr, (h.mrr / o.mrr)::double as mrr_share, h.floor_mrr,
    (sum(h.customers) over w / o.customers)::double as cumulative_customer_share,
    (sum(h.mrr) over w / o.mrr)::double as cumulative_mrr_share
from totals as o cross join tiers as t
left join held as h on h.month = o.month and h.tier = t.tier
window w as (partition by o.month order by t.tier);

create table marts.calendar as
select d::date as date, date_trunc('month', d)::date as month,
    year(d) || '-Q' || quarter(d) as quarter,
    'FY' || year(d) || '-Q' || quarter(d) as fiscal_quarter, year(d)::integer as fiscal_year
from generate_series(date_trunc('year', (select min(month) from spine))::timestamp,
    date_trunc('year', getvariable('as_of')) + interval 3 year - interval 1 day,
    interval 1 day) as days(d);

-- the only pass over the events, straight from their CSV files
create table three_metrics as
with events as (
    select workspace_id as account_id, user_id, occurred
    from read_csv(getvariable('exports') || '/product/usage/usage-*.csv*', header = true,
        auto_detect = false, delim = ',', quote = '"', escape = '"', ignore_errors = true,
        columns = {event_id: 'varchar', workspace_id: 'varchar', user_id: 'varchar',
            event: 'varchar', occurred: 'timestamp', feature: 'varchar', quantity: 'double'})
    where occurred < getvariable('as_of')
), snapshots as (
    select distinct month, snapshot_at from marts.account_months
), days as (
    select month, unnest(generate_series(snapshot_at - interval 28 day,
        snapshot_at - interval 1 day, interval 1 day))::date as day from snapshots
), seen as (
    select distinct account_id, month, user_id from events
    join days on days.day = events.occurred::date where user_id is not null
), users as (
    select account_id, month, count(*) as users from seen group by all
), ticket_days as (
    select month, unnest(generate_series(snapshot_at - interval 90 day,
        snapshot_at - interval 1 day, interval 1 day))::date as day from snapshots
), tickets as (
    select "Organization" as account_id, month, count(*) as tickets
    from read_csv(getvariable('exports') || '/support/tickets.csv', header = true,
        all_varchar = true, ignore_errors = true)
    join ticket_days on ticket_days.day = try_cast("Created" as timestamp)::date
    where try_cast("CSAT" as double) is not null or "CSAT" is null
    group by all
), active as (
    select m.account_id, m.month, m.seats, coalesce(u.users, 0)::double as users
    from marts.account_months as m left join users as u using (account_id, month)
)
select account_id, month, 'active_users_28d' as metric, users as value from active
union all
select account_id, month, 'seat_utilisation', users / seats::double from active where seats > 0
union all
select m.account_id, m.month, 'tickets_90d', coalesce(t.tickets, 0)::double
from marts.account_months as m left join tickets as t using (account_id, month);

create table metric_values as
from three_metrics
union all
select account_id, month, metric, value from given.core.all_metric_values
where metric not in (select distinct metric from three_metrics);

create table marts.account_metrics as
with described as (
    select v.*, m.tier, m.size, m.industry, m.is_customer, s.maturity_stage,
        date_trunc('month', m.first_on + 29)::date as baseline_month
    from metric_values as v join months as m using (account_id, month)
    left join given.core.maturity_stages as s using (account_id, month)
), sized as (
    select *, count(*) over (partition by metric, month, tier, size, industry, maturity_stage)
            as n_stage,
        count(*) over (partition by metric, month, tier, size, industry) as n_industry,
        count(*) over (partition by metric, month, tier, size) as n_size,
        count(*) over (partition by metric, month, tier) as n_tier,
        count(*) over (partition by metric, month) as n_all,
        (rank() over w_stage - 1) / n_stage as below_stage, cume_dist() over w_stage as upto_stage,
        (rank() over w_industry - 1) / n_industry as below_industry,
        cume_dist() over w_industry as upto_industry,
        (rank() over w_size - 1) / n_size as below_size, cume_dist() over w_size as upto_size,
        (rank() over w_tier - 1) / n_tier as below_tier, cume_dist() over w_tier as upto_tier,
        (rank() over w_all - 1) / n_all as below_all, cume_dist() over w_all as upto_all
    from described where is_customer
    window w_stage as (partition by metric, month, tier, size, industry, maturity_stage
            order by value),
        w_industry as (partition by metric, month, tier, size, industry order by value),
        w_size as (partition by metric, month, tier, size order by value),
        w_tier as (partition by metric, month, tier order by value),
        w_all as (partition by metric, month order by value)
), placed as (
    select account_id, month, metric,
        case when n_stage >= 8 and industry is not null and size is not null
                    and maturity_stage is not null
                then concat_ws(' × ', 'tier ' || tier, size, industry, 'stage ' || maturity_stage)
            when n_industry >= 8 and industry is not null and size is not null
                then concat_ws(' × ', 'tier ' || tier, size, industry)
            when n_size >= 8 and size is not null then concat_ws(' × ', 'tier ' || tier, size)
            when n_tier >= 8 then 'tier ' || tier when n_all >= 8 then 'all' end as peer_group,
        case when n_stage >= 8 and industry is not null and size is not null
                    and maturity_stage is not null then n_stage
            when n_industry >= 8 and industry is not null and size is not null then n_industry
            when n_size >= 8 and size is not null then n_size when n_tier >= 8 then n_tier
            when n_all >= 8 then n_all end as peer_n,
        case when n_stage >= 8 and industry is not null and size is not null
                    and maturity_stage is not null then (below_stage + upto_stage) / 2
            when n_industry >= 8 and industry is not null and size is not null
                then (below_industry + upto_industry) / 2
            when n_size >= 8 and size is not null then (below_size + upto_size) / 2
            when n_tier >= 8 then (below_tier + upto_tier) / 2
            when n_all >= 8 then (below_all + upto_all) / 2 end as peer_percentile
    from sized
), baselines as (
    select account_id, metric, value as baseline, month from described where month = baseline_month
        and month + interval 1 month <= getvariable('as_of')
), changed as (
    select account_id, month, metric, value,
        value - any_value(value) over (w range between interval 1 month preceding
            and interval 1 month preceding) as change_1m,
        value - any_value(value) over (w range between interval 3 month preceding
            and interval 3 month preceding) as change_3m
    from metric_values window w as (partition by account_id, metric order by month)
)
select c.account_id, c.month, c.metric, c.value, d.unit,
    p.peer_group, p.peer_n, p.peer_percentile,
    case when c.month >= b.month then b.baseline end as baseline, c.change_1m, c.change_3m
from changed as c
join given.config.metrics as d using (metric)
left join placed as p using (account_id, month, metric)
left join baselines as b on b.account_id = c.account_id and b.metric = c.metric;
