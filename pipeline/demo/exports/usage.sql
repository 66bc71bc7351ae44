-- Product: one month's usage events in order of time; `part` says which file a row belongs to.
with numbered as (
    select
        event_months.account_key,
        event_months.first_event,
        event_months.active_users,
        event_months.features,
        event_months.use_from_on,
        event_months.use_days,
        unnest(range(event_months.events)) as event_no,
    from demo.event_months as event_months
    where event_months.month_no = getvariable('month_no')
),

hashed as (
    -- one hash is enough for a row: each property reads its own bits of it
    select
        account_key,
        active_users,
        features,
        use_from_on - date '1970-01-01' as first_day,
        use_days,
        event_no,
        first_event + event_no as event_key,
        (hash(hash(getvariable('seed'), event_key)) >> 1)::bigint as bits,
    from numbered
),

drawn as (
    select
        account_key,
        event_key,
        case
            -- everybody who is active comes once; then the first users come most
            when event_no < active_users then event_no + 1
            else 1 + ((active_users * (bits & 1023) * (bits & 1023)) >> 20)
        end as user_no,
        1 + ((features * ((bits >> 10) & 1023) * ((bits >> 10) & 1023)) >> 20) as feature_no,
        (use_days * ((bits >> 20) & 65535)) >> 16 as day_no,
        first_day + day_no as drawn_day,
        -- 1970 began on a Thursday; most of what falls on a weekend happens two days earlier
        drawn_day - case
            when (drawn_day + 3) % 7 >= 5 and day_no >= 2 and (bits & 7) < 7 then 2
            else 0
        end as used_day,
        -- all hours to 07:00 to 19:00
        25200 + ((((bits >> 36) & 65535) * 43200) >> 16) as second_of_day,
        bits >> 52 as last_bits,
    from hashed
),

timed as (
    select
        account_key,
        event_key,
        user_no,
        feature_no,
        last_bits,
        make_timestamp((used_day * 86400 + second_of_day) * 1000000) as occurred_at,
        case when feature_no in (8, 10, 11) then 1 + (last_bits & 15) else 1 end as quantity,
    from drawn
),

filed as (
    select
        timed.*,
        case
            when occurred_at >= getvariable('final_from') then 'final'
            when getvariable('month_no') = getvariable('late_month') and last_bits >= 2037
                then 'late'
            when getvariable('month_no') = getvariable('late_month') and last_bits >= 2027
                then 'twice'
            else 'month'
        end as part,
    from timed
    where occurred_at < getvariable('as_of')
)

select
    occurred_at,
    event_key,
    account_key,
    user_no,
    feature_no,
    quantity,
    part,
from filed
order by occurred_at, event_key
