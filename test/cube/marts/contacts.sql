select
    contact_id, account_id, role, is_sponsor, is_executive, since::date as since_on,
    gone::date as left_on, gone is null as is_current, last::date as last_contact_on,
    date_diff('day', last::date, date '2025-03-16')::integer as days_since_contact
from (values
    ('c1', 'a1', 'champion', true, false, '2024-01-02', null, '2025-03-01'),
    ('c2', 'a1', 'executive', true, true, '2023-05-02', '2025-01-31', '2024-12-24'),
    ('c3', 'a2', 'champion', null, true, null, null, null),
    ('c4', 'a4', 'administrator', false, false, '2025-02-02', null, '2025-02-03')
) as people (contact_id, account_id, role, is_sponsor, is_executive, since, gone, last)
