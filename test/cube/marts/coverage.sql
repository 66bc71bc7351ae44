select
    option, title, kind, 4::bigint as customers, 20400::decimal(18, 4) as arr,
    hours::double as hours_needed, (hours + 1)::double as hours_of_service,
    52::double as hours_capacity, 2::bigint as csms_today, (hours / 26)::double as csms_needed,
    uncovered::bigint as customers_uncovered, (uncovered * 600)::decimal(18, 4) as arr_uncovered,
    beyond::bigint as customers_beyond_capacity,
    (beyond * 1800)::decimal(18, 4) as arr_beyond_capacity
from (values
    ('as_is', 'As it is', 'as_is', 51, 1, 0), ('higher', 'Higher floor', 'floor', 40.5, 2, 0),
    ('less', 'Fewer calls', 'service_level', 30, 1, 0), ('more', 'Lower floor', 'floor', 80, 0, 2)
) as options (option, title, kind, hours, uncovered, beyond)
