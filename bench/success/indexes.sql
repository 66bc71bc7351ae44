-- The success floor, third part: health, dependence and organisational maturity.

create temp table factors as
select row_number() over () as nth, *, 1 << dense_rank() over (order by element) as element_bit,
    case index when 'dependence' then 1 when 'cmi' then 2 else 3 end as index_number
from (values
    ('health', 'csat', 'experience', 'qualitative', 'csat_90d', 2.5, 4.5, 10, 10),
    ('health', 'nps', 'experience', 'qualitative', 'nps_latest', -50, 60, 8, 8),
    ('health', 'tickets', 'experience', 'quantitative', 'tickets_90d', null, null, 6, 6),
    ('health', 'reopened', 'experience', 'quantitative', 'reopen_rate_90d', 0.4, 0, 3, 3),
    ('health', 'csm_pulse', 'communication', 'qualitative', 'csm_pulse', 20, 80, 12, 12),
    ('health', 'last_contact', 'communication', 'behavioural', 'days_since_last_contact', 180, 21,
        6, 10),
    ('health', 'sponsor', 'communication', 'quantitative', 'sponsor_in_place', null, null, 8, 8),
    ('health', 'seat_utilisation', 'technology_and_process', 'behavioural', 'seat_utilisation',
        0.1, 0.8, 16, 16),
    ('health', 'active_days', 'technology_and_process', 'behavioural', 'active_days_28d', 2, 20,
        6, 6),
    ('health', 'usage_change', 'technology_and_process', 'behavioural', 'usage_change', -0.5, 0.1,
        5, 0),
    ('health', 'key_features', 'technology_and_process', 'behavioural', 'key_feature_breadth',
        0.1, 0.7, 5, 5),
    ('health', 'mrr_growth', 'incremental_value', 'quantitative', 'mrr_change_12m', -0.2, 0.2,
        4, 1),
    ('health', 'objectives', 'incremental_value', 'quantitative', 'objective_attainment', 0, 0.9,
        4, 1),
    ('health', 'products', 'incremental_value', 'quantitative', 'products_owned', null, null,
        2, 1),
    ('health', 'overdue', 'commercial', 'quantitative', 'overdue_days_max', null, null, 5, 5),
    ('health', 'discount', 'commercial', 'quantitative', 'discount_share', 0.5, 0, 2, 2),
    ('dependence', 'depth', 'use', 'behavioural', 'key_feature_breadth', 0, 0.8, 20, 20),
    ('dependence', 'breadth', 'use', 'behavioural', 'departments_active_28d', null, null, 10, 10),
    ('dependence', 'frequency', 'use', 'behavioural', 'active_days_28d', 2, 20, 15, 15),
    ('dependence', 'share_of_staff', 'use', 'behavioural', 'staff_share_28d', 0, 0.5, 10, 10),
    ('dependence', 'integrations', 'embedding', 'quantitative', 'integrations_active_28d',
        null, null, 15, 15),
    ('dependence', 'automation', 'embedding', 'behavioural', 'automation_share_28d', 0, 0.3,
        15, 15),
    ('dependence', 'process', 'embedding', 'qualitative', 'process_criticality', 0, 100, 15, 15),
    ('cmi', 'offices', 'organisation', 'qualitative', 'offices', 0, 100, 15, 15),
    ('cmi', 'business_lines', 'organisation', 'qualitative', 'business_lines', 0, 100, 15, 15),
    ('cmi', 'growth_by_acquisition', 'organisation', 'qualitative', 'growth_by_acquisition',
        0, 100, 15, 15),
    ('cmi', 'team_skill', 'people', 'qualitative', 'team_skill', 0, 100, 20, 20),
    ('cmi', 'executive_involvement', 'people', 'qualitative', 'executive_involvement', 0, 100,
        20, 20),
    ('cmi', 'who_asks_for_reviews', 'people', 'qualitative', 'who_asks_for_reviews', 0, 100,
        15, 15))
    as f(index, factor, element, input, metric, worst, best, weight, onboarding_weight);

-- the newest judgement of each question, while it is young enough
create temp table judgement_months as
with judged as (
    select account_id, question, score::double as score, assessed_at, lead(assessed_at) over (
            partition by account_id, question order by assessed_at, author, score) as replaced_at,
        case question when 'csm_pulse' then 120 else 400 end as age_days
    from build.staging.assessments
), seen as (
    select account_id, question, score, unnest(snapshots_until(assessed_at,
        least(coalesce(replaced_at, getvariable('as_of')), assessed_at + to_days(age_days))))
        as snapshot_at
    from judged
)
select account_id, snapshot_at, map_from_entries(list((question, score))) as scores
from seen group by all;

create temp table customers as
select row_number() over ()::integer as customer, m.account_id, m.month,
    t.peer_percentile as tickets_percentile,
    coalesce(s.journey_stage in ('handover', 'onboarding'), false) as is_onboarding,
    [csat_90d, nps_latest, case when t.peer_percentile is not null then tickets_90d end,
        reopen_rate_90d, scores['csm_pulse'], days_since_last_contact, sponsor_in_place,
        seat_utilisation, active_days_28d, usage_change, key_feature_breadth, mrr_change_12m,
        objective_attainment, products_owned, overdue_days_max, discount_share,
        key_feature_breadth, departments_active_28d, active_days_28d, staff_share_28d,
        integrations_active_28d, automation_share_28d, scores['process_criticality'],
        scores['offices'], scores['business_lines'], scores['growth_by_acquisition'],
        scores['team_skill'], scores['executive_involvement'], scores['who_asks_for_reviews']]
        as held
from metric_months as m
join build.core.account_months as a
    on a.account_id = m.account_id and a.month = m.month and a.is_customer
left join build.core.journey_months as s on s.account_id = m.account_id and s.month = m.month
left join judgement_months as j
    on j.account_id = m.account_id and j.snapshot_at = a.snapshot_at
left join marts.account_metrics as t
    on t.account_id = m.account_id and t.month = m.month and t.metric = 'tickets_90d';

create temp table factor_rows as
with unnested as (
    select customer, is_onboarding, tickets_percentile, unnest(range(1, 30)) as nth,
        unnest(held) as value
    from customers
)
select customer, nth::utinyint as nth, value, index_number,
    case when is_onboarding then onboarding_weight else weight end as own_weight, element_bit,
    case when value is null then null
        when worst is not null
            then 100 * greatest(0, least(1, (value - worst) / (best - worst)))
        when factor = 'tickets' then 100 * (1 - tickets_percentile)
        when factor = 'sponsor' then case when value >= 1 then 100 when value >= 0 then 20
            else 0 end
        when factor = 'products' then case when value >= 2 then 100 when value >= 1 then 60
            else 0 end
        when factor = 'overdue' then case when value >= 90 then 0 when value >= 45 then 20
            when value >= 15 then 60 when value >= 0 then 100 else 0 end
        when factor = 'breadth' then case when value >= 4 then 100 when value >= 3 then 75
            when value >= 2 then 50 when value >= 1 then 25 else 0 end
        when factor = 'integrations' then case when value >= 3 then 100 when value >= 2 then 80
            when value >= 1 then 50 else 0 end end::double as score
from unnested join factors using (nth);

create temp table computed as
with sums as (
    select customer, index_number, sum(own_weight)::integer as weight_all,
        (sum(own_weight) filter (where value is not null))::integer as weight_present,
        sum(own_weight * score) as weighted,
        bit_or(element_bit) filter (where own_weight > 0) as elements,
        bit_or(element_bit) filter (where own_weight > 0 and value is not null)
            as elements_present
    from factor_rows group by all
)
select customer, index_number, weight_present,
    coalesce(weight_present / weight_all::double, 0) as coverage,
    case when elements = elements_present and weight_present >= 0.6 * weight_all
        then round(weighted / weight_present, 10) end as score
from sums;

create table marts.index_factors as
select u.account_id, u.month, f.index, f.factor, f.element, f.input, f.metric, r.value, r.score,
    r.own_weight::double as weight,
    case when c.score is not null then r.own_weight * r.score / c.weight_present end
        as contribution,
    case when c.score is not null then r.own_weight * (100 - r.score) / c.weight_present end
        as points_lost,
    r.value is null as is_missing
from factor_rows as r
join factors as f using (nth)
join customers as u using (customer)
join computed as c on c.customer = r.customer and c.index_number = r.index_number;

-- a status stays while the score is near the bound that it would cross, month after month: the
-- list holds what lies across, whether the month follows on the last, and then the bands
create temp table index_months as
with bands as (
    from (values (1, [30, 60], ['low', 'medium', 'high']), (2, [40, 70], ['low', 'medium', 'high']),
        (3, [40, 60, 80], ['red', 'orange', 'yellow', 'green']))
        as b(index_number, bounds, statuses)
), banded as (
    select u.account_id, u.month, c.index_number, c.score, b.bounds, b.statuses,
        case when score is not null then len(list_filter(bounds, lambda x: score >= x)) + 1 end
            as band
    from computed as c join customers as u using (customer) join bands as b using (index_number)
), edged as (
    select *, case when score < bounds[band - 1] + 2 then band - 1
            when score > bounds[band] - 2 then band + 1 end as band_across,
        coalesce(lag(month) over w = month - interval 1 month, false)::integer as is_next
    from banded window w as (partition by account_id, index_number order by month)
), walked as (
    select account_id, index_number, any_value(statuses) as statuses,
        list(month order by month) as months, list_reduce(
            list([band_across, is_next, band] order by month),
            lambda past, now: list_append(past,
                case when now[2] = 1 and past[-1] = now[1] then now[1] else now[3] end))[3:]
            as bands
    from edged group by all
)
select account_id, index_number, unnest(months) as month,
    unnest(list_transform(bands, lambda b: coalesce(statuses[b], 'unknown'))) as status
from walked;

create table marts.index_scores as
with scores as (
    select u.account_id, u.month, u.is_onboarding, c.*
    from computed as c join customers as u using (customer)
), changes as (
    select s.*, round(s.score - p.score, 10) as change_1m, round(s.score - q.score, 10)
        as change_3m
    from scores as s
    left join scores as p
        on p.account_id = s.account_id and p.index_number = s.index_number
        and p.month = s.month - interval 1 month
    left join scores as q
        on q.account_id = s.account_id and q.index_number = s.index_number
        and q.month = s.month - interval 3 month
)
select c.account_id || '/' || strftime(c.month, '%Y-%m') || '/' || i.index as index_score_id,
    c.account_id, c.month, i.index, c.score, c.score as computed_score, s.status,
    s.status as computed_status, c.coverage,
    case when i.index = 'health' and c.is_onboarding then 'onboarding' else 'default' end
        as profile,
    change_1m, change_3m, case when change_3m >= 5 then 'improving'
        when change_3m <= -5 then 'declining' when change_3m is not null then 'steady' end as trend,
    null::varchar as override_id, i.config_version, m.arr, m.region, m.country, m.industry, m.size,
    m.plan, m.tier, m.csm_id, m.ultimate_parent_id
from changes as c
join index_months as s
    on s.account_id = c.account_id and s.month = c.month and s.index_number = c.index_number
join (values (1, 'dependence'), (2, 'cmi'), (3, 'health')) as n(index_number, index)
    on n.index_number = c.index_number
join build.config.indexes as i on i.index = n.index
join build.core.account_months as m
    on m.account_id = c.account_id and m.month = c.month;
