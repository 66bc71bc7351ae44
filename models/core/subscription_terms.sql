/*---
grain: [subscription_id, known_from, term_end]
says: >-
  Each term of a subscription that had begun by as_of, by the schedule that held then; a schedule
  goes on in terms of the same length, before and after the one that it states.
unit: { term_months: months }
source: [core.subscription_schedules, core.subscription_stints, config.run]
section: 9
checks: [term_end > term_start, covers_from < term_end]
---*/
with bounded as (
    select
        schedules.subscription_id,
        schedules.account_id,
        schedules.known_from,
        schedules.known_until,
        schedules.is_first,
        schedules.origin,
        schedules.term_start,
        schedules.term_end is null as is_billing,
        coalesce(
            schedules.term_end,
            cast(schedules.term_start + to_months(schedules.term_months) as date)
        ) as term_end,
        schedules.term_months,
        least(
            coalesce(schedules.known_until, date '9999-12-31'),
            max(coalesce(stints.ends_on, date '9999-12-31')),
            cast(run.as_of as date)
        ) as until_on
    from core.subscription_schedules as schedules
    cross join config.run
    join core.subscription_stints as stints
        on stints.subscription_id = schedules.subscription_id
    group by
        schedules.subscription_id,
        schedules.account_id,
        schedules.known_from,
        schedules.known_until,
        schedules.is_first,
        schedules.origin,
        schedules.term_start,
        schedules.term_end,
        schedules.term_months,
        run.as_of
),

numbered as (
    select
        *,
        unnest(
            range(
                case
                    when is_first and term_start > known_from
                        then -1 - datediff('month', known_from, term_start) // term_months
                    else 0
                end,
                greatest(1, 2 + datediff('month', term_end, until_on) // term_months)
            )
        ) as nth
    from bounded
),

-- anchored on the stated days, so that a month's end is clipped and comes back
dated as (
    select
        *,
        cast(
            case
                when nth <= 0 or is_billing
                    then term_start + to_months(cast(nth * term_months as integer))
                else term_end + to_months(cast((nth - 1) * term_months as integer))
            end as date
        ) as starts_on,
        cast(
            case
                when nth < 0 or is_billing
                    then term_start + to_months(cast((nth + 1) * term_months as integer))
                else term_end + to_months(cast(nth * term_months as integer))
            end as date
        ) as ends_on
    from numbered
)

select
    subscription_id,
    account_id,
    known_from,
    known_until,
    origin,
    starts_on as term_start,
    ends_on as term_end,
    cast(term_months as integer) as term_months,
    case when nth <= 0 and not is_first then least(starts_on, known_from) else starts_on end
        as covers_from
from dated
where ends_on > known_from
    and (starts_on < until_on or (nth = 0 and known_from < until_on))
