-- Seats bought per unit of the seats factor, so that today's MRR follows the wanted curve.
with lines as (
    -- whole millionths: integers add up alike in any order, doubles do not
    select
        account,
        round(
            price * seats_factor * 1000000
            * case
                when discount_ends_on <= getvariable('as_of')::date then 1
                else 1 - discount_share
            end
        )::bigint as micro,
    from demo.contracts
    where is_open
        and (past_due_since is null or past_due_since > getvariable('as_of')::date - 90)
        and not coalesce(
            paused_from < getvariable('as_of')::date
            and paused_until >= getvariable('as_of')::date,
            false
        )
    union all
    select
        account,
        round(price * seats_factor * 1000000)::bigint as micro,
    from demo.add_ons
    where is_open
),

worth as (
    select
        account,
        sum(micro)::double / 1000000 as mrr_per_seat,
    from lines
    group by account
),

last_worth as (
    -- what a seat of the last subscription cost, for accounts that pay nothing today
    select
        account,
        arg_max(price * seats_factor * (1 - discount_share), row_no) as mrr_per_seat,
    from demo.contracts
    group by account
),

ranked as (
    select
        accounts.account,
        accounts.is_largest,
        worth.account is not null as is_paying,
        coalesce(
            worth.mrr_per_seat,
            last_worth.mrr_per_seat,
            [45, 85, 150, 240][accounts.first_plan]
        ) as mrr_per_seat,
        accounts.size_share,
        row_number() over (
            partition by worth.account is not null
            order by accounts.is_largest desc, accounts.size_share
        ) as paying_rank,
        count(worth.account) over () as paying,
    from demo.accounts as accounts
    left join worth on worth.account = accounts.account
    left join last_worth on last_worth.account = accounts.account
),

aimed as (
    select
        account,
        is_largest,
        -- who pays no more is as large as it was
        case when is_paying then (paying_rank - 0.5) / paying else size_share end
            as curve_position,
        case
            when curve_position < 0.1 then least(5000 * (0.1 / curve_position) ^ (1 / 3.7), 30000)
            when curve_position < 0.3 then 5000 * (curve_position / 0.1) ^ -0.982
            else 1700 * exp(-2.33 * (curve_position - 0.3) / 0.7)
        end as aimed_mrr,
        paying * 1849 * 0.08 as largest_mrr,
        mrr_per_seat,
    from ranked
)

select
    account,
    case when is_largest then largest_mrr else aimed_mrr end / mrr_per_seat as seats_unit,
from aimed
