-- Thirty-six months before as_of, its own month, and a little of the future that notices need.
select
    month_no::integer as month_no,
    (getvariable('window_start')::date + to_months(month_no::integer))::date as starts_on,
    (getvariable('window_start')::date + to_months(month_no::integer + 1))::date as ends_on,
    -- list prices rose a little once, and by six percent for everybody two years in
    case when month_no >= 24 then 1.09 when month_no >= 12 then 1.03 else 1.00 end as price_index,
from range(-4, 42) as numbers(month_no)
