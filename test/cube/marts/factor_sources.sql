select
    concat_ws('/', index, account_id, factor, entity, position) as factor_source_id, index,
    account_id, factor, entity, position::bigint as position,
    happened_at::timestamp as happened_at, 'f1' as file_id, line::bigint as line
from (values
    ('health', 'a1', 'tickets', 'tickets', 1, '2025-02-20 08:00', 3),
    ('health', 'a1', 'tickets', 'tickets', 2, '2025-02-03 10:00', 2),
    ('health', 'a1', 'steps', 'milestones', 1, null, 9),
    ('health', 'a2', 'tickets', 'tickets', 1, '2025-03-02 12:00', 5),
    ('dependence', 'a1', 'depth', 'subscriptions', 1, '2024-11-05', 2)
) as sources (index, account_id, factor, entity, position, happened_at, line)
