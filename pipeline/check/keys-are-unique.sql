-- failed: a key stands for more than one row
with keys as (
    select 'account_months' as mart, count(*) as held, count(distinct account_month_id) as keys
    from marts.account_months
    union all
    select 'mrr_movements', count(*), count(distinct mrr_movement_id)
    from marts.mrr_movements
    union all
    select 'tier_months', count(*), count(distinct tier_month_id)
    from marts.tier_months
)

select
    mart,
    held - keys as repeated
from keys
where held <> keys
