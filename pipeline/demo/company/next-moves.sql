-- At most one contract move per account and month: it may close a subscription and open another.
with candidates as (
    select
        book.account,
        book.phase,
        book.plan_no,
        book.seats_factor,
        book.discount_share,
        book.discount_kind,
        book.discount_ends_on,
        book.opened_on,
        book.term_end,
        book.lost_on,
        accounts.is_largest,
        accounts.size_share,
        accounts.contract,
        accounts.term_months,
        accounts.never_converts,
        accounts.is_imported,
        accounts.start_on,
        leads.lead_health,
        months.month_no,
        months.starts_on,
        months.ends_on,
        months.price_index,
        book.account * 100 + months.month_no as draw,
        -- the yearly chance of losing the account, by its state and its size
        demo.logistic(-3.82 - 3.1 * leads.lead_health + 1.3 * accounts.size_share) as yearly_loss,
        demo.uniform(draw, 'loss') as loss_draw,
        demo.uniform(draw, 'change') as change_draw,
        demo.uniform(draw, 'timing') as timing_draw,
    from demo.book as book
    inner join demo.accounts as accounts using (account)
    inner join demo.months as months on months.month_no = $month::integer
    inner join demo.leads as leads
        on leads.account = book.account and leads.month_no = months.month_no
    where book.month_no = $month::integer - 1
),

decided as (
    select
        candidates.*,
        term_end >= starts_on and term_end < ends_on as is_due,
        case
            when phase = 'waiting' then
                case when start_on >= starts_on and start_on < ends_on and not never_converts
                then 'start' end
            when phase = 'gone' then
                case
                    when starts_on between lost_on + 35 and lost_on + 480
                        and demo.uniform(draw, 'return') < 0.016
                    then 'return'
                end
            when opened_on >= starts_on then null
            when is_due then
                case
                    when is_largest then 'renew'
                    when loss_draw < 1 - (1 - yearly_loss) ^ (least(term_months, 15) / 12)
                        then 'churn'
                    when timing_draw < 0.07 then 'late'
                    else 'renew'
                end
            when contract <> 'monthly' and term_end < ends_on + 60
                and lead_health > 0.1 and term_months >= 12 and timing_draw < 0.09 then 'early'
            when is_largest then null
            when contract = 'monthly' and loss_draw < 1 - (1 - yearly_loss) ^ (1 / 12) then 'churn'
            when contract <> 'monthly' and loss_draw < 0.0012 * exp(-0.9 * lead_health) then 'churn'
            when contract = 'monthly' and month_no in (12, 24) then 'price'
            when change_draw < 0.022 * exp(0.6 * lead_health) then 'upgrade'
            when change_draw < 0.025 * exp(0.6 * lead_health) and plan_no < 4 then 'swap_up'
            when contract = 'monthly' and change_draw > 1 - 0.012 * exp(-0.7 * lead_health)
                then 'downgrade'
            when contract = 'monthly' and plan_no > 1
                and change_draw > 1 - 0.015 * exp(-0.7 * lead_health) then 'swap_down'
        end as move,
    from candidates
),

dated as (
    select
        decided.*,
        starts_on + floor(28 * demo.uniform(draw, 'day'))::integer as some_day,
        starts_on + (day(opened_on) - 1)::integer as anchor_day,
        case
            when move = 'start' then start_on
            when move in ('churn', 'renew', 'late') and is_due then term_end
            when move = 'price' then starts_on
            when contract = 'monthly' and move <> 'return' then least(anchor_day, ends_on - 1)
            else some_day
        end as moves_on,
        case
            when move = 'churn' then null
            when move = 'late'
                then moves_on + 3 + floor(24 * demo.uniform(draw, 'delay'))::integer
            else moves_on
        end as opens_on,
        demo.bounded(
            0.082 + 0.13 * lead_health + 0.12 * demo.normal(draw, 'growth'), -0.30, 0.6
        ) as growth_draw,
        case when abs(growth_draw) < 0.05 then 0 else growth_draw end as growth,
        case
            when discount_ends_on <= opens_on then 0
            when move = 'start' and demo.uniform(draw, 'discount') < 0.26
                then demo.pick([0.05, 0.10, 0.10, 0.15, 0.20], draw, 'discount share')
            when move in ('renew', 'late') and lead_health < 0
                and demo.uniform(draw, 'discount') < 0.15 then 0.10
            else discount_share
        end as next_discount_share,
    from decided
    where move is not null
)

select
    account,
    month_no,
    move,
    is_due,
    case when move not in ('start', 'return') then moves_on::date end as closes_on,
    opens_on::date as opens_on,
    case
        when move = 'churn' then greatest(
            opened_on,
            moves_on - case
                when contract = 'monthly' then 2 + floor(26 * timing_draw)::integer
                when demo.uniform(draw, 'notice') < 0.75 then 15 + floor(75 * timing_draw)::integer
                else 0
            end
        )::date
    end as notice_on,
    plan_no + case move when 'swap_up' then 1 when 'swap_down' then -1 else 0 end as plan_no,
    seats_factor * case
        when move in ('renew', 'late') then 1 + growth
        when move = 'early' then 1.04 + greatest(growth, 0)
        when move = 'upgrade' then 1.10 + 0.45 * demo.uniform(draw, 'upgrade') ^ 2
        when move = 'downgrade' then 0.60 + 0.30 * demo.uniform(draw, 'downgrade')
        when move = 'swap_up' then 0.85
        when move = 'return' then 0.80
        else 1
    end as seats_factor,
    price_index,
    next_discount_share as discount_share,
    case
        when next_discount_share = 0 then null
        when move = 'start' and demo.uniform(draw, 'discount kind') < 0.25 then 'amount'
        else coalesce(discount_kind, 'percent')
    end as discount_kind,
    case
        when next_discount_share = 0 then null
        when move = 'start' and demo.uniform(draw, 'discount end') < 0.60
            then (opens_on + to_months(case when contract = 'monthly' then 6 else 12 end))::date
        else discount_ends_on
    end as discount_ends_on,
    case
        when move = 'start' and is_imported then (
            opens_on
            - to_months(floor(term_months * demo.uniform(draw, 'age'))::integer)
            - to_days(floor(28 * demo.uniform(draw, 'age day'))::integer)
        )::date
        when move in ('start', 'return', 'renew', 'late', 'early') and term_months is not null
            then opens_on::date
    end as new_term_start,
    case
        when move = 'early' then (term_end + to_months(term_months))::date
        when move in ('start', 'return', 'renew', 'late')
            then (new_term_start + to_months(term_months))::date
    end as new_term_end,
from dated
