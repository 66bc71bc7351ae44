/*---
grain: [date]
says: >-
  Every day from the year of the first MRR to the end of the second year after as_of, with its
  calendar and fiscal periods; a fiscal year is named by the calendar year in which it ends.
source: [core.account_mrr_changes, config.run]
section: 1
---*/
with bounds as (
    select
        date_trunc('year', coalesce(min(changes.occurred_on), any_value(run.as_of))) as first_day,
        date_trunc('year', any_value(run.as_of)) + interval 3 year - interval 1 day as last_day,
        any_value(run.fiscal_year_start_month) as fiscal_year_start_month
    from config.run
    left join core.account_mrr_changes as changes on true
),

days as (
    select
        cast(unnest(generate_series(first_day, last_day, interval 1 day)) as date) as date,
        fiscal_year_start_month
    from bounds
),

-- shifted so that the fiscal year's first month becomes January of the year it ends in
shifted as (
    select
        date,
        date + to_months((13 - fiscal_year_start_month) % 12) as fiscal_date
    from days
)

select
    date,
    cast(date_trunc('month', date) as date) as month,
    year(date) || '-Q' || quarter(date) as quarter,
    'FY' || year(fiscal_date) || '-Q' || quarter(fiscal_date) as fiscal_quarter,
    cast(year(fiscal_date) as integer) as fiscal_year
from shifted
