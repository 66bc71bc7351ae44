-- The contract moves that were made so far: none.
select
    null::bigint as account,
    null::integer as month_no,
    null::varchar as move,
    null::boolean as is_due,
    null::date as closes_on,
    null::date as opens_on,
    null::date as notice_on,
    null::integer as plan_no,
    null::double as seats_factor,
    null::double as price_index,
    null::double as discount_share,
    null::varchar as discount_kind,
    null::date as discount_ends_on,
    null::date as new_term_start,
    null::date as new_term_end,
where false
