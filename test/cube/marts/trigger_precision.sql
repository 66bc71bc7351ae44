select
    concat_ws('/', source, trigger, tier) as trigger_precision_id, source,
    trigger, if(source = 'trigger', 'Urgent ticket', null) as title, tier::integer as tier,
    lost::bigint as lost_accounts, lost_arr::decimal(18, 4) as lost_arr,
    flagged::bigint as flagged_accounts, flagged_arr::decimal(18, 4) as flagged_arr,
    early::bigint as early_accounts, early_arr::decimal(18, 4) as early_arr,
    arr_days::decimal(18, 4) as warned_arr_days, arr_days::double / lost_arr as days_of_warning,
    signals::bigint as signals, followed::bigint as signals_followed,
    followed::double / nullif(signals, 0) as precision, 120::bigint as customer_months,
    (6 * greatest(tier, 1))::bigint as customer_months_followed,
    greatest(tier, 1) / 20::double as base_rate
from (values
    ('trigger', 'urgent_ticket', 1, 3, 9600, 2, 8000, 1, 5000.25, 700000, 20, 4),
    ('trigger', 'urgent_ticket', 2, 5, 3600, 2, 1200, 2, 1200, 96000.5, 9, 1),
    ('trigger', 'urgent_ticket', 0, 1, 120, 0, 0, 0, 0, 0, 0, 0),
    ('factor', 'csat', 1, 3, 9600, 1, 4000, 0, 0, 120000, 7, 2),
    ('any', 'any', 1, 3, 9600, 3, 9600, 2, 8000, 960000, 31, 6)
) as cells (source, trigger, tier, lost, lost_arr, flagged, flagged_arr, early, early_arr, arr_days,
    signals, followed)
