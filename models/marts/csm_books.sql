/*---
grain: [csm_id, month]
says: >-
  What each named CSM looked after at the end of each month, the hours that takes by the touch
  models, and whether the book is within the bands of the settings.
unit: { arr: reporting currency per year, hours_needed: hours per month }
source: [marts.touch_months, config.books, config.csm_hours]
section: 13
checks: [accounts > 0, hours_capacity > 0]
---*/
with held as (
    select
        csm_id,
        month,
        count(*) as accounts,
        count(*) filter (where phase = 'onboarding') as accounts_onboarding,
        sum(arr) as arr,
        case when count(hours_needed) = count(*) then cast(sum(hours_needed) as double) end
            as hours_needed,
        -- each account is a part of a full book of its touch model
        sum(1 / accounts_at_least) as share_of_least,
        sum(1 / accounts_at_most) as share_of_most
    from marts.touch_months
    where csm_id is not null
    group by csm_id, month
),

capacities as (
    select
        held.csm_id,
        held.month,
        coalesce(csm_hours.hours_per_month, books.hours_per_month) * books.productive_share
            as hours_capacity
    from held
    cross join config.books
    left join config.csm_hours on csm_hours.csm_id = held.csm_id
)

select
    replace(held.csm_id, '/', '%2F') || '/' || strftime(held.month, '%Y-%m') as csm_book_id,
    held.csm_id,
    held.month,
    cast(held.accounts as bigint) as accounts,
    cast(held.accounts_onboarding as bigint) as accounts_onboarding,
    cast(held.arr as decimal(18, 4)) as arr,
    cast(held.arr as double) / cast(books.arr_target as double) as arr_to_target_ratio,
    held.hours_needed,
    capacities.hours_capacity,
    held.hours_needed / capacities.hours_capacity as load,
    case
        when held.arr < books.arr_at_least then 'below'
        when held.arr > books.arr_at_most then 'above'
        else 'within'
    end as arr_band,
    case
        when round(held.share_of_most, 9) > 1 then 'above'
        when round(held.share_of_least, 9) < 1 then 'below'
        when held.share_of_least is not null then 'within'
    end as accounts_band
from held
cross join config.books
join capacities
    on capacities.csm_id = held.csm_id
    and capacities.month = held.month
