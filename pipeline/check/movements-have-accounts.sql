-- failed: a movement belongs to no account
select
    mrr_movements.mrr_movement_id,
    mrr_movements.account_id
from marts.mrr_movements
left join marts.accounts on accounts.account_id = mrr_movements.account_id
where accounts.account_id is null
