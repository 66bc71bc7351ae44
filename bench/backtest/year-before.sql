-- Of each month of a made-up company, every account that was active a year before: what stood then,
-- its hidden state included, what of it the month lost, and what of it the year up to it did. Made
-- of the generator's own tables.
with monthly as (
    select
        months.month_no,
        subscriptions.account,
        sum(
            12 * (
                subscriptions.seats * subscriptions.unit_cents
                * (1 - coalesce(subscriptions.discount_percent, 0) / 100)
                - coalesce(subscriptions.discount_cents, 0)
            ) / subscriptions.billing_months
        ) as arr,
    from demo.months as months
    inner join demo.subscriptions as subscriptions
        on subscriptions.started_on < months.ends_on
        and (subscriptions.ended_on is null or subscriptions.ended_on >= months.ends_on)
    where not subscriptions.is_trial
    group by months.month_no, subscriptions.account
),

losses as (
    select
        monthly.account,
        monthly.month_no + 1 as month_no,
        monthly.arr,
    from monthly
    inner join demo.moves as moves
        on moves.account = monthly.account
        and moves.month_no = monthly.month_no + 1
    where moves.move = 'churn'
),

-- who came back and left again lost at most what stood
years as (
    select
        book.account,
        book.month_no,
        max(losses.arr) as arr,
    from demo.book as book
    inner join losses
        on losses.account = book.account
        and losses.month_no between book.month_no + 1 and book.month_no + 12
    where book.month_no between 0 and 23
    group by book.account, book.month_no
)

select
    book.month_no + 12 as month_no,
    accounts.contract,
    accounts.is_largest,
    coalesce(accounts.term_months, 0) as term_months,
    coalesce(datediff('month', months.starts_on, book.term_end), 0) as months_to_term_end,
    floor(2 * states.health)::integer as health_band,
    monthly.arr,
    least(monthly.arr, coalesce(losses.arr, 0)) as lost_arr,
    least(monthly.arr, coalesce(years.arr, 0)) as lost_in_year_arr,
from demo.book as book
inner join demo.months as months using (month_no)
inner join demo.accounts as accounts using (account)
inner join demo.states as states
    on states.account = book.account
    and states.month_no = book.month_no
inner join monthly
    on monthly.account = book.account
    and monthly.month_no = book.month_no
left join losses
    on losses.account = book.account
    and losses.month_no = book.month_no + 12
left join years
    on years.account = book.account
    and years.month_no = book.month_no
where book.phase = 'active'
    and book.month_no between 0 and 23
