-- The contract book before the first month: everybody is still to come.
select
    account,
    -1 as month_no,
    'waiting' as phase,
    first_plan as plan_no,
    1.0::double as seats_factor,
    0.0::double as discount_share,
    null::varchar as discount_kind,
    null::date as discount_ends_on,
    null::date as opened_on,
    null::date as term_start,
    null::date as term_end,
    null::date as lost_on,
from demo.accounts
