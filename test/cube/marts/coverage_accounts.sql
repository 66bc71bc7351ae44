select
    option, account_id, tier::integer as tier, touch_model, 'ongoing' as phase,
    arr::decimal(18, 4) as arr, hours::decimal(18, 6) as hours_needed,
    (hours + 1)::decimal(18, 6) as hours_of_service, tier = 1 as is_in_person, is_beyond_capacity
from (values
    ('as_is', 'a1', 1, 'high_touch', 12000, 5, false), ('as_is', 'a2', 1, 'high_touch', 6000, 5, true),
    ('as_is', 'a5', 2, 'tech_touch', 600, 0, false), ('more', 'a1', 1, 'high_touch', 12000, 50, true),
    ('more', 'a2', 2, 'new_touch', 6000, null, false)
) as rows (option, account_id, tier, touch_model, arr, hours, is_beyond_capacity)
