-- failed: opening and movements of a month do not add up to its closing MRR
with movement_months as (
    select account_id, month, sum(amount) as amount
    from marts.mrr_movements
    group by account_id, month
),

months as (
    select
        account_id,
        month,
        mrr_opening,
        mrr_new + mrr_reactivation + mrr_expansion + mrr_contraction + mrr_churn as amount,
        mrr,
        lag(mrr, 1, 0) over (partition by account_id order by month) as mrr_before
    from marts.account_months
)

select
    coalesce(months.account_id, movement_months.account_id) as account_id,
    coalesce(months.month, movement_months.month) as month,
    months.mrr_opening,
    movement_months.amount as movements,
    months.mrr
from months
full join movement_months
    on movement_months.account_id = months.account_id
    and movement_months.month = months.month
where months.account_id is null
    or months.mrr_opening <> months.mrr_before
    or months.amount <> coalesce(movement_months.amount, 0)
    or months.mrr_opening + months.amount <> months.mrr
