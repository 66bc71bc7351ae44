select
    ticket_id, tickets.account_id, date_trunc('month', created_at::timestamp)::date as month,
    created_at::timestamp as created_at,
    created_at::timestamp + to_minutes(60 * first_hours) as first_response_at,
    created_at::timestamp + to_minutes(60 * hours) as solved_at, status, priority, topic,
    reopened::bigint as reopened_count, csat::decimal(18, 6) as csat,
    first_hours::double as first_response_hours, hours::double as resolution_hours,
    region, country, industry, size, plan, tier, csm_id, ultimate_parent_id,
    null::integer as maturity_stage, null::varchar as journey_stage
from (values
    ('t1', 'a1', '2025-02-03 10:00', 2, 30, 'solved', 'high', 'Login', 0, 5),
    ('t2', 'a1', '2025-02-20 08:00', 4, 50, 'solved', 'low', 'Bug', 2, 2),
    ('t3', 'a2', '2025-03-01 00:00', 1, 5, 'solved', 'low', 'Bug', 1, null),
    ('t4', 'a2', '2025-03-02 12:00', 8, null, 'open', 'high', 'Login', null, null),
    ('t5', 'a4', '2025-03-15 20:00', null, null, 'open', 'high', 'Login', null, null)
) as tickets (ticket_id, account_id, created_at, first_hours, hours, status, priority, topic,
    reopened, csat)
left join marts.account_months as months
    on months.account_id = tickets.account_id
    and months.month = date_trunc('month', created_at::timestamp)::date
