select
    date::date as date, date_trunc('month', date)::date as month,
    year(date) || '-Q' || quarter(date) as quarter,
    'FY' || year(date) || '-Q' || quarter(date) as fiscal_quarter, year(date)::integer as fiscal_year
from generate_series(date '1888-05-08', date '2025-03-31', interval 1 day) as days (date)
