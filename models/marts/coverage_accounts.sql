/*---
grain: [option, account_id]
says: >-
  The customers behind coverage: what looking after each of as_of would take under each option of
  the settings, whether its touch model has a person, and whether, by falling ARR, the hours of
  today's CSMs reach it.
unit:
  arr: reporting currency per year
  hours_needed: hours per month
  hours_of_service: hours per month
source:
  - marts.touch_months
  - marts.csm_books
  - config.coverage_options
  - config.tiers
  - config.touch_models
  - config.touch_activities
  - config.run
section: 13
checks: [hours_needed >= 0, is_in_person or not is_beyond_capacity]
---*/
with customers as (
    select
        touch_months.account_id,
        touch_months.tier,
        touch_months.phase,
        touch_months.mrr,
        touch_months.arr
    from marts.touch_months
    cross join config.run
    where touch_months.month = date_trunc('month', run.as_of)
),

floors as (
    select tier, min(mrr) as floor_mrr
    from customers
    group by tier
),

-- an account goes over the floor that is moved, and over no other
placed as (
    select
        options.option,
        options.kind,
        options.touch_model as changed_model,
        options.factor,
        customers.account_id,
        customers.phase,
        customers.arr,
        case
            when options.kind <> 'floor' then customers.tier
            when customers.tier = options.tier
                and customers.mrr < floors.floor_mrr * options.factor then customers.tier + 1
            when customers.tier = options.tier + 1
                and customers.mrr >= floors.floor_mrr * options.factor then options.tier
            else customers.tier
        end as tier
    from customers
    cross join config.coverage_options as options
    left join floors on floors.tier = options.tier
),

hours as (
    select
        touch_model,
        phase,
        -- decimals, so that sums are the same in any order of rows
        cast(
            sum(times_per_year * minutes) filter (where done_by = 'csm') / 12 / 60
            as decimal(18, 6)
        ) as hours_needed
    from config.touch_activities
    group by touch_model, phase
),

needed as (
    select
        placed.option,
        placed.account_id,
        placed.tier,
        tiers.touch_model,
        placed.phase,
        placed.arr,
        touch_models.accounts_at_least is not null as is_in_person,
        cast(
            case when touch_models.touch_model is not null then coalesce(hours.hours_needed, 0) end
            * case when placed.changed_model = tiers.touch_model then placed.factor else 1 end
            as decimal(18, 6)
        ) as hours_needed,
        cast(
            case when touch_models.touch_model is not null then coalesce(hours.hours_needed, 0) end
            * case
                when placed.kind = 'service_level' and placed.changed_model = tiers.touch_model
                    then placed.factor
                else 1
            end as decimal(18, 6)
        ) as hours_of_service
    from placed
    join config.tiers on tiers.tier = placed.tier
    left join config.touch_models on touch_models.touch_model = tiers.touch_model
    left join hours
        on hours.touch_model = tiers.touch_model
        and hours.phase = placed.phase
),

capacity as (
    select coalesce(sum(csm_books.hours_capacity), 0) as hours_capacity
    from marts.csm_books
    cross join config.run
    where csm_books.month = date_trunc('month', run.as_of)
),

served as (
    select
        needed.*,
        sum(hours_needed) over (
            partition by option order by arr desc, account_id rows unbounded preceding
        ) as hours_so_far
    from needed
)

select
    served.option,
    served.account_id,
    served.tier,
    served.touch_model,
    served.phase,
    served.arr,
    served.hours_needed,
    served.hours_of_service,
    served.is_in_person,
    served.is_in_person
        and coalesce(served.hours_so_far > capacity.hours_capacity, false) as is_beyond_capacity
from served
cross join capacity
