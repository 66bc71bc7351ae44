-- The success floor, first part: from staged rows to all metrics, by hand, for exactly this data.
-- as_of is the first of a month, so every snapshot is one and every window is whole days; all is
-- in USD, every account has one version, events name their users. What other sections make is
-- taken from the build: months of accounts, subscription periods, stages of maturity and journey.

create schema marts;

create temp macro snapshots_until(since, until) as generate_series(
    date_trunc('month', since) + interval 1 month, date_trunc('month', until), interval 1 month);

-- the snapshots that see an instant in the days before them
create temp macro snapshots(instant, days) as
    snapshots_until(instant, instant + to_days(days));

create temp table months as
select account_id, month, snapshot_at, (snapshot_at - interval 1 month)::date as window_month,
    min(month) over (partition by account_id) as first_month, mrr, arr, seats, mrr_expansion
from build.core.account_months;

-- the only pass over the events: a row for a user and month, whatever the number of events; the
-- last 28 days of a month are the window of its end, and the window of 112 days begins three
-- months earlier, in what is marked as its tail
create temp table usage_months as
with days as (
    select day::date as day, date_trunc('month', day)::date as month,
        day >= date_trunc('month', day) + interval 1 month - interval 28 day as is_latest,
        day >= date_trunc('month', day) + interval 4 month - interval 112 day as is_tail,
        1::bigint << day(day) as day_bit
    from generate_series((select min(occurred_at)::date from staging.usage_events)::timestamp,
        getvariable('as_of'), interval 1 day) as d(day)
), features as (
    from (values ('automations', 1, null, true), ('integrations', 2, 1, false),
        ('report_export', 4, null, false), ('alerts', 8, null, false),
        ('sharing', 16, null, false), ('api', 32, 2, true))
        as f(feature, key_bit, integration_bit, is_automation)
), users as (
    select account_id, user_id, month, count(*) as events,
        count(*) filter (where is_latest) as latest, count(*) filter (where is_tail) as tail,
        count(*) filter (where is_latest and is_automation) as automated,
        bit_or(key_bit) filter (where is_latest) as key_bits,
        bit_or(integration_bit) filter (where is_latest) as integration_bits,
        bit_or(day_bit) filter (where is_latest) as day_bits, max(occurred_at) as last_used_at
    from staging.usage_events as e
    join days on day = occurred_at::date
    left join features as f on f.feature = coalesce(e.feature, e.event)
    group by all
)
select u.account_id, u.month, sum(events)::bigint as events, sum(latest)::bigint as latest,
    sum(tail)::bigint as tail, sum(automated)::bigint as automated,
    bit_count(bit_or(key_bits)) as key_features,
    bit_count(bit_or(integration_bits)) as integrations, bit_count(bit_or(day_bits)) as days,
    count(u.user_id) filter (where latest > 0) as users,
    sum(bit_count(day_bits)) filter (where u.user_id is not null) as user_days,
    count(*) filter (where latest > 0 and s.is_admin) as admins,
    count(distinct s.department) filter (where latest > 0) as departments,
    max(last_used_at) as last_used_at
from users as u
left join build.staging.users as s
    on s.user_id = u.user_id and s.created_at < u.month + interval 1 month
group by all;

create temp table ticket_months as
with tickets as (
    select *, created_at + to_hours(case priority when 'urgent' then 1 when 'high' then 4
            when 'normal' then 8 else 24 end) as promised_at,
        coalesce(first_response_at, solved_at) as answered_at
    from build.staging.tickets
), facts as (
    select account_id, unnest(snapshots(created_at, 90)) as snapshot_at, 'created' as fact,
        case priority when 'urgent' then 3.0 when 'high' then 2 else 1 end as amount,
        priority = 'urgent' as is_so
    from tickets
    union all
    select account_id, unnest(snapshots(first_response_at, 90)), 'answered',
        epoch(first_response_at - created_at) / 3600, null
    from tickets
    union all
    select account_id, unnest(snapshots(solved_at, 90)), 'solved',
        epoch(solved_at - created_at) / 3600, reopened_count > 0
    from tickets
    union all
    select account_id,
        unnest(snapshots(least(coalesce(answered_at, promised_at), promised_at), 90)), 'decided',
        null, coalesce(answered_at <= promised_at, false)
    from tickets
    union all
    select account_id,
        unnest(snapshots_until(created_at, coalesce(solved_at, getvariable('as_of')))), 'open',
        null, null
    from tickets
)
select account_id, snapshot_at, count(*) filter (where fact = 'created') as created,
    count(*) filter (where fact = 'created' and is_so) as urgent,
    sum(amount) filter (where fact = 'created') as hours,
    count(*) filter (where fact = 'open') as open,
    median(amount) filter (where fact = 'answered') as response_hours,
    median(amount) filter (where fact = 'solved') as solution_hours,
    avg(is_so::integer) filter (where fact = 'solved') as reopened_share,
    avg(is_so::integer) filter (where fact = 'decided') as in_time_share
from facts group by all;

create temp table contacts as
select a.account_id, occurred_at, a.kind, coalesce(p.is_executive, false) as is_executive
from build.staging.activities as a
left join build.staging.contacts as p using (contact_id)
where coalesce(a.status, 'held') = 'held'
    and a.kind in ('meeting', 'call', 'email', 'business_review', 'training');

create temp table activity_months as
with facts as (
    select account_id, unnest(snapshots(occurred_at, 90)) as snapshot_at, 'meeting' as fact,
        coalesce(status, 'held') = 'held' as is_held
    from build.staging.activities
    where kind in ('meeting', 'business_review') and coalesce(status, 'held') <> 'rescheduled'
    union all
    select account_id, unnest(snapshots(occurred_at, 365)), 'reference', true
    from build.staging.activities
    where kind = 'reference' and coalesce(status, 'held') = 'held'
    union all
    select account_id, unnest(snapshots(due_on, 90)), 'milestone', false
    from build.staging.milestones
    where reached_at is null or reached_at >= due_on + interval 1 day
)
select account_id, snapshot_at, count(*) filter (where fact = 'meeting' and is_held) as meetings,
    avg((not is_held)::integer) filter (where fact = 'meeting') as missed_share,
    count(*) filter (where fact = 'reference') as given,
    count(*) filter (where fact = 'milestone') as milestones
from facts group by all;

-- what happened last, and trainings ever, as known from the snapshot after
create temp table past_months as
with facts as (
    select account_id, occurred_at, occurred_at as contact_at,
        case when is_executive then occurred_at end as executive_at,
        case when kind = 'business_review' then occurred_at end as review_at,
        null::timestamp as ticket_at, null::boolean as is_trained
    from contacts
    union all
    select account_id, created_at, null, null, null, created_at, null from build.staging.tickets
    union all
    select account_id, occurred_at, null, null, null, null, coalesce(status, 'held') = 'held'
    from build.staging.activities
    where kind = 'training' and coalesce(status, 'held') <> 'rescheduled'
), grouped as (
    select account_id, date_trunc('month', occurred_at) + interval 1 month as snapshot_at,
        max(contact_at) as contact_at, max(executive_at) as executive_at,
        max(review_at) as review_at, max(ticket_at) as ticket_at,
        count(*) filter (where is_trained) as trained, count(is_trained) as trainings
    from facts group by all
)
select account_id, snapshot_at, max(contact_at) over w as contact_at,
    max(executive_at) over w as executive_at, max(review_at) over w as review_at,
    max(ticket_at) over w as ticket_at,
    sum(trained) over w / nullif(sum(trainings) over w, 0)::double as trained_share
from grouped window w as (partition by account_id order by snapshot_at);

create temp table answer_months as
with answers as (
    select * from build.staging.survey_responses
), asked as (
    select account_id, unnest(snapshots(responded_at, 365)) as snapshot_at, responded_at,
        response_id, coalesce(contact_id, response_id) as contact, score
    from answers where kind = 'nps'
), latest as (
    select account_id, snapshot_at, contact,
        arg_max(score, (responded_at, response_id)) as score
    from asked group by all
), followed as (
    select a.account_id, a.responded_at, c.occurred_at as followed_at
    from answers as a
    asof left join contacts as c
        on c.account_id = a.account_id and a.responded_at < c.occurred_at
    where a.kind = 'nps' and a.score < 7
), waits as (
    select account_id, responded_at, followed_at,
        unnest(snapshots(responded_at, 90)) as snapshot_at
    from followed
), facts as (
    select account_id, snapshot_at, 'nps' as fact,
        case when score >= 9 then 100.0::double when score >= 7 then 0 else -100 end as value
    from latest
    union all
    select account_id, snapshot_at, 'wait',
        epoch(least(coalesce(followed_at, snapshot_at), snapshot_at) - responded_at) / 86400
    from waits
    union all
    select account_id, unnest(snapshots(responded_at, 90)), kind, score
    from answers where kind in ('ces', 'csat')
    union all
    select account_id, unnest(snapshots(solved_at, 90)), 'csat', csat
    from build.staging.tickets where csat is not null
)
select account_id, snapshot_at, avg(value) filter (where fact = 'nps') as nps,
    avg(value) filter (where fact = 'wait') as wait_days,
    avg(value) filter (where fact = 'ces') as ces, avg(value) filter (where fact = 'csat') as csat
from facts group by all;

-- an incident without an account hits all; each account knows it from its own first month on
create temp table incident_months as
with hits as (
    select m.account_id, m.first_month, i.incident_id, i.started_at,
        coalesce(i.ended_at, getvariable('as_of')) as ended_at
    from build.staging.incidents as i
    join (select distinct account_id, first_month from months) as m
        on m.account_id = coalesce(i.account_id, m.account_id)
), noticed as (
    select h.account_id, h.incident_id, min(a.occurred_at) as noticed_at
    from hits as h
    join build.staging.activities as a
        on a.account_id = h.account_id and a.occurred_at >= h.started_at
        and a.occurred_at < h.started_at + interval 24 hour
    where a.kind = 'incident_notice' and coalesce(a.status, 'held') = 'held'
    group by all
), seen as (
    select h.*, noticed_at,
        unnest(snapshots_until(started_at, ended_at + interval 90 day)) as snapshot_at
    from hits as h left join noticed using (account_id, incident_id)
), placed as (
    select *, greatest(first_month, snapshot_at - interval 90 day) as window_from,
        coalesce(noticed_at < snapshot_at, false) as is_noticed
    from seen
)
select account_id, snapshot_at, sum(greatest(0,
        epoch(least(ended_at, snapshot_at) - greatest(started_at, window_from)) / 60)) as minutes,
    avg(is_noticed::integer) filter (where started_at >= window_from
        and (is_noticed or started_at + interval 24 hour <= snapshot_at)) as noticed_share
from placed group by all;

create temp table contract_months as
with periods as (
    select *, coalesce(ends_on, getvariable('as_of')::date)::timestamp as until,
        case when term_end > term_start
            then (48 * (term_end - term_start) + 730) // 1461
            else billing_months::integer end as term_months
    from build.core.subscription_periods
), in_force as (
    select account_id, unnest(snapshots_until(starts_on::timestamp, until)) as snapshot_at, mrr,
        list_mrr, product, subscription_id, coalesce(term_end, starts_on) as anchor_on,
        greatest(term_months, 1) as term_months
    from periods
)
select account_id, snapshot_at, sum(mrr) as mrr, sum(list_mrr) as list_mrr,
    count(distinct product) as products,
    arg_min({a: anchor_on, t: term_months}, (-mrr, subscription_id)) filter (where mrr > 0)
        as term
from in_force group by all;

create temp table seats_before as
with shifted as (
    select account_id, quantity, unnest(snapshots_until(starts_on + interval 90 day,
        least(coalesce(ends_on + interval 90 day, getvariable('as_of')), getvariable('as_of'))))
        as snapshot_at
    from build.core.subscription_periods
)
select account_id, snapshot_at, sum(quantity) as seats from shifted group by all;

create temp table due_months as
with lines as (
    select account_id, coalesce(invoice_id, line_id) as invoice, due_at,
        case when paid_at is null and status = 'paid' then due_at else paid_at end as paid_at,
        case when kind = 'credit' then -abs(amount) else amount end + coalesce(tax, 0) as amount
    from build.staging.invoice_lines
    where due_at is not null and coalesce(status, '') not in ('void', 'draft')
), facts as (
    select account_id, invoice, due_at, amount,
        unnest(snapshots_until(due_at, coalesce(paid_at, getvariable('as_of')))) as snapshot_at,
        true as is_overdue
    from lines where paid_at is null or paid_at > due_at
    union all
    select account_id, invoice, due_at, amount, unnest(snapshots(due_at + interval 7 day, 90)),
        false
    from lines where amount > 0 and (paid_at is null or paid_at > due_at + interval 7 day)
)
select account_id, snapshot_at, sum(amount) filter (where is_overdue) as overdue,
    min(due_at) filter (where is_overdue and amount > 0) as oldest_at,
    count(distinct invoice) filter (where not is_overdue) as failed
from facts group by all;

create temp table objective_months as
with measured as (
    select account_id, objective, coalesce(measured_at, agreed_on) as measured_at,
        (value - baseline)::double / (target - baseline)::double as attainment
    from build.staging.objectives where target <> baseline and value is not null
), lasting as (
    select *, lead(measured_at) over (partition by account_id, objective
        order by measured_at, attainment) as until
    from measured
), seen as (
    select account_id, attainment,
        unnest(snapshots_until(measured_at, coalesce(until, getvariable('as_of')))) as snapshot_at
    from lasting
)
select account_id, snapshot_at, avg(attainment) as attainment from seen group by all;

create temp table sponsor_months as
select distinct account_id, unnest(snapshots_until(since,
    coalesce(left_at, getvariable('as_of')))) as snapshot_at
from build.staging.contacts where is_sponsor;

-- by time and not by month, so these two are found before the rows get wide
create temp table last_months as
select m.account_id, m.month, p.* exclude (account_id, snapshot_at), u.last_used_at
from months as m
asof left join past_months as p
    on p.account_id = m.account_id and m.snapshot_at >= p.snapshot_at
asof left join usage_months as u on u.account_id = m.account_id and m.month >= u.month;

-- one wide row for an account and month; what is missing stays empty
create temp table metric_months as
with firsts as (
    select min(first_response_at) as answer_at, min(solved_at) as solution_at,
        min(created_at) filter (where priority is not null) as priority_at
    from build.staging.tickets
), sums as (
    select account_id, month, mrr, sum(mrr_expansion) over (partition by account_id
        order by month range between interval 11 month preceding and current row) as expansion
    from months
)
select m.account_id, m.month,
    coalesce(u.days, 0)::double as active_days_28d,
    coalesce(u.users, 0)::double as active_users_28d,
    coalesce(u.admins, 0)::double as admin_users_28d,
    case when u.latest > 0 then u.automated / u.latest::double end as automation_share_28d,
    q.ces as ces_90d, q.csat as csat_90d,
    date_sub('day', p.review_at, m.snapshot_at)::double as days_since_business_review,
    date_sub('day', p.executive_at, m.snapshot_at)::double as days_since_executive_contact,
    date_sub('day', p.contact_at, m.snapshot_at)::double as days_since_last_contact,
    date_sub('day', p.ticket_at, m.snapshot_at)::double as days_since_last_ticket,
    case when p.last_used_at >= m.first_month + interval 1 month - interval 112 day
        then date_sub('day', p.last_used_at, m.snapshot_at)::double end as days_since_last_use,
    coalesce(u.departments, 0)::double as departments_active_28d,
    round(q.wait_days, 10) as detractor_follow_up_days,
    case when c.list_mrr > 0 then 1 - c.mrr::double / c.list_mrr::double end as discount_share,
    s.expansion::double as expansion_mrr_12m, coalesce(d.failed, 0)::double as failed_payments_90d,
    t.response_hours as first_response_hours_p50_90d,
    coalesce(i.minutes, 0)::double as incident_minutes_90d,
    i.noticed_share as incidents_communicated_share_90d,
    coalesce(u.integrations, 0)::double as integrations_active_28d,
    coalesce(u.key_features, 0) / 6.0::double as key_feature_breadth,
    coalesce(u.key_features, 0)::double as key_features_used_28d,
    coalesce(a.meetings, 0)::double as meetings_90d, a.missed_share as meetings_missed_share_90d,
    coalesce(a.milestones, 0)::double as milestones_missed_90d,
    -- snapshots are firsts of months, so the next end is so many months away as are left over
    case when c.term is not null then (c.term.t + -date_diff('month', c.term.a, m.snapshot_at)
        % c.term.t) % c.term.t end::double as months_to_renewal,
    case when y.mrr > 0 then m.mrr::double / y.mrr::double - 1 end as mrr_change_12m,
    case when u.users > 0 then m.mrr::double / u.users end as mrr_per_active_user,
    q.nps as nps_latest, round(o.attainment, 10) as objective_attainment,
    case when f.solution_at < m.snapshot_at then coalesce(t.open, 0)::double end as open_tickets,
    coalesce(d.overdue, 0)::double as overdue_amount,
    coalesce(date_sub('day', d.oldest_at, m.snapshot_at), 0)::double as overdue_days_max,
    case when c.account_id is null or c.products > 0 then coalesce(c.products, 0)::double end
        as products_owned,
    coalesce(a.given, 0)::double as references_365d, t.reopened_share as reopen_rate_90d,
    t.solution_hours as resolution_hours_p50_90d,
    case when m.seats > 0 then coalesce(u.users, 0) / m.seats::double end as seat_utilisation,
    case when b.seats > 0 and m.mrr = 0 then -1
        when b.seats > 0 then m.seats::double / b.seats::double - 1 end as seats_change_90d,
    case when f.answer_at < m.snapshot_at then t.in_time_share end as sla_attainment_90d,
    (r.account_id is not null)::integer::double as sponsor_in_place,
    case when v.employees > 0 then coalesce(u.users, 0) / v.employees::double end
        as staff_share_28d,
    case when u.users > 0 then u.user_days / (28 * u.users)::double end as stickiness,
    case when m.arr > 0 then 1000 * coalesce(t.hours, 0)::double / m.arr::double end
        as support_hours_per_1k_arr,
    coalesce(t.created, 0)::double as tickets_90d,
    case when e.entered_at < m.snapshot_at then (e.entered_on - e.first_on)::double end
        as time_to_first_value_days,
    p.trained_share as training_completed_share,
    case when f.priority_at < m.snapshot_at then coalesce(t.urgent, 0)::double end
        as urgent_tickets_90d,
    3 * coalesce(u.latest, 0) / nullif(coalesce(u.events - u.latest, 0) + coalesce(u1.events, 0)
        + coalesce(u2.events, 0) + coalesce(u3.tail, 0), 0)::double - 1 as usage_change,
    coalesce(u.latest, 0)::double as usage_events_28d
from months as m
cross join firsts as f
join sums as s on s.account_id = m.account_id and s.month = m.month
left join months as y
    on y.account_id = m.account_id and y.month = m.month - interval 12 month
left join usage_months as u on u.account_id = m.account_id and u.month = m.window_month
left join usage_months as u1
    on u1.account_id = m.account_id and u1.month = m.window_month - interval 1 month
left join usage_months as u2
    on u2.account_id = m.account_id and u2.month = m.window_month - interval 2 month
left join usage_months as u3
    on u3.account_id = m.account_id and u3.month = m.window_month - interval 3 month
join last_months as p on p.account_id = m.account_id and p.month = m.month
left join ticket_months as t on t.account_id = m.account_id and t.snapshot_at = m.snapshot_at
left join activity_months as a on a.account_id = m.account_id and a.snapshot_at = m.snapshot_at
left join answer_months as q
    on q.account_id = m.account_id and q.snapshot_at = m.snapshot_at
left join incident_months as i
    on i.account_id = m.account_id and i.snapshot_at = m.snapshot_at
left join contract_months as c
    on c.account_id = m.account_id and c.snapshot_at = m.snapshot_at
left join seats_before as b on b.account_id = m.account_id and b.snapshot_at = m.snapshot_at
left join due_months as d on d.account_id = m.account_id and d.snapshot_at = m.snapshot_at
left join objective_months as o
    on o.account_id = m.account_id and o.snapshot_at = m.snapshot_at
left join sponsor_months as r
    on r.account_id = m.account_id and r.snapshot_at = m.snapshot_at
left join build.staging.accounts as v on v.account_id = m.account_id
left join (
    select j.account_id, j.entered_at, j.entered_on, n.first_on
    from build.core.journey_entries as j
    join (select distinct account_id, first_on from build.core.month_spine) as n using (account_id)
    where j.stage = 'value_realisation' and not j.is_left_censored
) as e on e.account_id = m.account_id;
