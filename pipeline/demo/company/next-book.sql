-- The contract book after the month's moves.
select
    book.account,
    $month::integer as month_no,
    case
        when moves.move is null then book.phase
        when moves.move = 'churn' then 'gone'
        else 'active'
    end as phase,
    coalesce(moves.plan_no, book.plan_no) as plan_no,
    coalesce(moves.seats_factor, book.seats_factor) as seats_factor,
    coalesce(moves.discount_share, book.discount_share) as discount_share,
    case when moves.move is null then book.discount_kind else moves.discount_kind end
        as discount_kind,
    case when moves.move is null then book.discount_ends_on else moves.discount_ends_on end
        as discount_ends_on,
    coalesce(moves.opens_on, book.opened_on) as opened_on,
    coalesce(moves.new_term_start, book.term_start) as term_start,
    coalesce(moves.new_term_end, book.term_end) as term_end,
    case when moves.move = 'churn' then moves.closes_on else book.lost_on end as lost_on,
from demo.book as book
left join demo.moves as moves
    on moves.account = book.account and moves.month_no = $month::integer
where book.month_no = $month::integer - 1
