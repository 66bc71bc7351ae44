/*---
grain: [subscription_id, known_from]
says: >-
  What was agreed on a subscription's terms, and from when until when that was so: a stated term,
  a renewal opportunity's date where the account states no term, else its billing interval.
unit: { term_months: months }
source: [core.subscription_periods, core.subscription_stints, staging.opportunities, config.run]
section: 9
checks: [term_months >= 1, term_end is null or term_end > term_start]
---*/
with statements as (
    select
        periods.subscription_id,
        periods.account_id,
        periods.starts_on,
        case when periods.term_end > periods.starts_on or periods.term_end > periods.term_start
            then coalesce(least(periods.term_start, periods.term_end - 1), first_stints.starts_on)
        end as term_start,
        case when periods.term_end > coalesce(periods.term_start, first_stints.starts_on)
            then periods.term_end
        end as term_end,
        greatest(1, cast(round(coalesce(periods.billing_months, 1)) as integer)) as billing_months,
        first_stints.starts_on as first_on
    from core.subscription_periods as periods
    join core.subscription_stints as first_stints
        on first_stints.subscription_id = periods.subscription_id
        and first_stints.stint = 1
    where periods.mrr > 0
),

marked as (
    select
        *,
        lag(starts_on) over by_time is null
            or lag(term_start) over by_time is distinct from term_start
            or lag(term_end) over by_time is distinct from term_end
            or (
                term_end is null
                and lag(billing_months) over by_time is distinct from billing_months
            ) as is_changed
    from statements
    window by_time as (partition by subscription_id order by starts_on)
),

stated as (
    select
        subscription_id,
        account_id,
        starts_on as known_from,
        term_start,
        term_end,
        billing_months,
        first_on,
        count(term_end) over (partition by account_id) > 0 as is_account_stated
    from marked
    where is_changed
),

-- the deal names no subscription: it is the largest that pays the day before
deals as (
    select
        opportunities.account_id,
        cast(opportunities.close_date as date) as term_end,
        arg_max(stints.subscription_id, (stints.mrr_last, stints.subscription_id))
            as subscription_id
    from staging.opportunities
    cross join config.run
    join core.subscription_stints as stints
        on stints.account_id = opportunities.account_id
        and stints.starts_on < cast(opportunities.close_date as date)
        and coalesce(stints.ends_on, date '9999-12-31') >= cast(opportunities.close_date as date)
    where opportunities.kind = 'renewal' and opportunities.close_date is not null
    group by opportunities.account_id, cast(opportunities.close_date as date)
),

dealt as (
    select
        deals.subscription_id,
        deals.account_id,
        coalesce(
            lag(deals.term_end) over (
                partition by deals.subscription_id order by deals.term_end
            ),
            stated.first_on
        ) as term_start,
        deals.term_end,
        stated.billing_months
    from deals
    join stated
        on stated.subscription_id = deals.subscription_id
        and stated.known_from = stated.first_on
    where not stated.is_account_stated
),

schedules as (
    select
        subscription_id,
        account_id,
        known_from,
        case when term_end is null then 'billing' else 'stated' end as origin,
        coalesce(term_start, known_from) as term_start,
        term_end,
        billing_months
    from stated
    where subscription_id not in (select subscription_id from dealt)
    union all
    select subscription_id, account_id, term_start, 'opportunity', term_start, term_end,
        billing_months
    from dealt
)

select
    subscription_id,
    account_id,
    known_from,
    lead(known_from) over (partition by subscription_id order by known_from) as known_until,
    row_number() over (partition by subscription_id order by known_from) = 1 as is_first,
    origin,
    term_start,
    term_end,
    case
        when term_end is null then billing_months
        else greatest(1, cast(round((term_end - term_start) / 30.436875) as integer))
    end as term_months
from schedules
