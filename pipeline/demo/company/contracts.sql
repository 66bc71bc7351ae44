-- One row per subscription that a move opened, with the move that closed it.
with followed as (
    select
        moves.*,
        row_number() over (partition by account order by month_no) as row_no,
        lead(move) over (partition by account order by month_no) as closing_move,
        lead(is_due) over (partition by account order by month_no) as closes_at_term,
        lead(closes_on) over (partition by account order by month_no) as closing_on,
        lead(notice_on) over (partition by account order by month_no) as closing_notice_on,
        last_value(new_term_start ignore nulls) over (
            partition by account order by month_no rows unbounded preceding
        ) as term_start,
        last_value(new_term_end ignore nulls) over (
            partition by account order by month_no rows unbounded preceding
        ) as term_end,
    from demo.moves as moves
),

cut as (
    select
        followed.*,
        -- a notice that is already known tells of an end that has not come yet
        case
            when closing_on < getvariable('as_of')::date
                or closing_notice_on < getvariable('as_of')::date then closing_on
        end as ended_on,
        case when closing_notice_on < getvariable('as_of')::date then closing_notice_on end
            as cancelled_on,
        case when closing_on < getvariable('as_of')::date then closing_move end as ended_by,
        account * 100 + row_no as draw,
    from followed
    where opens_on < getvariable('as_of')::date
),

held as (
    select
        cut.*,
        coalesce(ended_on, getvariable('as_of')::date) - opens_on as days_open,
        accounts.contract,
        accounts.billing_months,
        not accounts.is_largest and accounts.contract = 'monthly' and days_open > 150
        and demo.uniform(draw, 'pause') < 0.03 as has_pause,
        (opens_on + 45 + floor((days_open - 60) * demo.uniform(draw, 'pause day'))::integer)::date
            as pause_day,
        not accounts.is_largest and ended_on is null
        and demo.uniform(draw, 'past due') < 0.015 and days_open > 130 as is_past_due,
    from cut
    inner join demo.accounts as accounts using (account)
)

select
    account,
    month_no,
    row_no,
    move,
    opens_on,
    ended_on,
    cancelled_on,
    ended_by,
    closes_at_term,
    plan_no,
    seats_factor,
    discount_share,
    discount_kind,
    discount_ends_on,
    term_start,
    term_end,
    billing_months,
    contract,
    round([45, 85, 150, 240][plan_no] * price_index, 2)::decimal(18, 2) as price,
    case when has_pause then pause_day end as paused_from,
    case when has_pause then pause_day + 30 + floor(30 * demo.uniform(draw, 'pause days'))::integer
    end as paused_until_draw,
    case
        -- a pause that reaches past the end of the subscription ends with it
        when paused_until_draw > ended_on then ended_on
        else paused_until_draw
    end as paused_until,
    case
        when is_past_due and not has_pause then (
            getvariable('as_of')::date
            - (8 + floor(110 * demo.uniform(draw, 'past due days') ^ 2)::integer)
        )::date
    end as past_due_since,
    ended_on is null or ended_on >= getvariable('as_of')::date as is_open,
from held
