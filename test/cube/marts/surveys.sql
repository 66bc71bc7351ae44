select
    response_id, answers.account_id, date_trunc('month', responded_at::timestamp)::date as month,
    responded_at::timestamp as responded_at, kind, 'c' || response_id as contact_id,
    score::decimal(18, 6) as score, nps::integer as nps,
    region, country, industry, size, plan, tier, csm_id, ultimate_parent_id,
    null::integer as maturity_stage, null::varchar as journey_stage
from (values
    ('r1', 'a1', '2025-02-03 10:00', 'nps', 9, 100), ('r2', 'a1', '2025-02-05 10:00', 'nps', 3, -100),
    ('r3', 'a2', '2025-03-01 09:00', 'nps', 8, 0), ('r4', 'a2', '2025-03-02 09:00', 'ces', 5, null),
    ('r5', 'a4', '2025-03-03 09:00', 'nps', 10, 100)
) as answers (response_id, account_id, responded_at, kind, score, nps)
left join marts.account_months as months
    on months.account_id = answers.account_id
    and months.month = date_trunc('month', responded_at::timestamp)::date
