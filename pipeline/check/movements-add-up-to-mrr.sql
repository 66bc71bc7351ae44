-- failed: all movements of an account do not add up to its MRR now
with movement_totals as (
    select account_id, sum(amount) as movements
    from marts.mrr_movements
    group by account_id
)

select
    accounts.account_id,
    movement_totals.movements,
    accounts.mrr
from marts.accounts
left join movement_totals on movement_totals.account_id = accounts.account_id
where coalesce(movement_totals.movements, 0) <> accounts.mrr
