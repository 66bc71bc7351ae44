/*---
grain: [option]
says: >-
  What looking after the customers of as_of would take under each option of the settings, and who
  would be without a person: those whose touch model has none, and those that are left, by
  falling ARR, when the hours of today's CSMs are used up.
unit: { arr: reporting currency per year, hours_needed: hours per month }
source:
  - core.touch_months
  - config.coverage_options
  - config.tiers
  - config.books
  - config.csm_hours
  - config.touch_models
  - config.touch_activities
  - config.run
section: 13
checks: [csms_needed >= 0, customers_uncovered <= customers]
---*/
with customers as (
    select
        touch_months.account_id,
        touch_months.csm_id,
        touch_months.tier,
        touch_months.phase,
        touch_months.mrr,
        touch_months.arr
    from core.touch_months
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

named as (
    select distinct csm_id
    from customers
    where csm_id is not null
),

teams as (
    select
        count(*) as csms,
        coalesce(
            sum(coalesce(csm_hours.hours_per_month, books.hours_per_month) * productive_share), 0
        ) as hours_capacity
    from named
    cross join config.books
    left join config.csm_hours on csm_hours.csm_id = named.csm_id
),

served as (
    select
        option,
        account_id,
        arr,
        is_in_person,
        hours_needed,
        hours_of_service,
        sum(hours_needed) over (
            partition by option order by arr desc, account_id rows unbounded preceding
        ) as hours_so_far
    from needed
)

select
    served.option,
    options.title,
    options.kind,
    cast(count(*) as bigint) as customers,
    cast(sum(served.arr) as decimal(18, 4)) as arr,
    case when count(served.hours_needed) = count(*) then cast(sum(served.hours_needed) as double)
    end as hours_needed,
    case when count(served.hours_needed) = count(*)
        then cast(sum(served.hours_of_service) as double)
    end as hours_of_service,
    any_value(teams.hours_capacity) as hours_capacity,
    cast(any_value(teams.csms) as bigint) as csms_today,
    case when count(served.hours_needed) = count(*) then cast(sum(served.hours_needed) as double)
    end
        / any_value(books.hours_per_month * books.productive_share)
        as csms_needed,
    cast(count(*) filter (where not served.is_in_person) as bigint) as customers_uncovered,
    cast(coalesce(sum(served.arr) filter (where not served.is_in_person), 0) as decimal(18, 4))
        as arr_uncovered,
    cast(
        count(*) filter (where served.is_in_person and hours_so_far > teams.hours_capacity)
        as bigint
    ) as customers_beyond_capacity,
    cast(
        coalesce(
            sum(served.arr) filter (
                where served.is_in_person and served.hours_so_far > teams.hours_capacity
            ), 0
        ) as decimal(18, 4)
    ) as arr_beyond_capacity
from served
join config.coverage_options as options on options.option = served.option
cross join teams
cross join config.books
group by served.option, options.title, options.kind
