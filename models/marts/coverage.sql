/*---
grain: [option]
says: >-
  What looking after the customers of as_of would take under each option of the settings, and who
  would be without a person: those whose touch model has none, and those that are left, by
  falling ARR, when the hours of today's CSMs are used up.
unit: { arr: reporting currency per year, hours_needed: hours per month }
source:
  - marts.coverage_accounts
  - marts.csm_books
  - config.coverage_options
  - config.books
  - config.run
section: 13
checks: [csms_needed >= 0, customers_uncovered <= customers]
---*/
with teams as (
    select
        count(*) as csms,
        coalesce(sum(csm_books.hours_capacity), 0) as hours_capacity
    from marts.csm_books
    cross join config.run
    where csm_books.month = date_trunc('month', run.as_of)
)

select
    accounts.option,
    options.title,
    options.kind,
    count(*) as customers,
    cast(sum(accounts.arr) as decimal(18, 4)) as arr,
    case when count(accounts.hours_needed) = count(*)
        then cast(sum(accounts.hours_needed) as double)
    end as hours_needed,
    case when count(accounts.hours_needed) = count(*)
        then cast(sum(accounts.hours_of_service) as double)
    end as hours_of_service,
    any_value(teams.hours_capacity) as hours_capacity,
    any_value(teams.csms) as csms_today,
    case when count(accounts.hours_needed) = count(*)
        then cast(sum(accounts.hours_needed) as double)
    end
        / any_value(books.hours_per_month * books.productive_share)
        as csms_needed,
    count(*) filter (where not accounts.is_in_person) as customers_uncovered,
    cast(
        coalesce(sum(accounts.arr) filter (where not accounts.is_in_person), 0)
        as decimal(18, 4)
    ) as arr_uncovered,
    count(*) filter (where accounts.is_beyond_capacity) as customers_beyond_capacity,
    cast(
        coalesce(sum(accounts.arr) filter (where accounts.is_beyond_capacity), 0)
        as decimal(18, 4)
    ) as arr_beyond_capacity
from marts.coverage_accounts as accounts
join config.coverage_options as options on options.option = accounts.option
cross join teams
cross join config.books
group by accounts.option, options.title, options.kind
