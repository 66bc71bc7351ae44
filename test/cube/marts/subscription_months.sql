select
    months.account_id || '-' || part || '/' || strftime(month, '%Y-%m') as subscription_month_id,
    months.account_id || '-' || part as subscription_id, month, months.account_id, plan,
    ['core', 'extra'][part] as product, (seats / 2)::decimal(18, 6) as quantity,
    (mrr / 2)::decimal(18, 4) as mrr, (mrr / 2 / part)::decimal(18, 4) as mrr_native,
    ['USD', 'GBP'][part] as currency
from marts.account_months as months, generate_series(1, 2) as parts (part)
where mrr > 0
