-- A second product that some accounts buy once they have grown into the first.
with openings as (
    select
        contracts.account,
        min(contracts.month_no) as month_no,
    from demo.contracts as contracts
    where contracts.move in ('renew', 'early', 'upgrade')
        and demo.uniform(contracts.account * 100 + contracts.month_no, 'add-on') < 0.16
    group by contracts.account
),

losses as (
    select
        openings.account,
        min(contracts.ended_on) as lost_on,
        arg_min(contracts.cancelled_on, contracts.ended_on) as notice_on,
    from openings
    inner join demo.contracts as contracts
        on contracts.account = openings.account
        and contracts.month_no >= openings.month_no
        and contracts.cancelled_on is not null
    group by openings.account
),

bounded as (
    select
        contracts.account,
        contracts.opens_on,
        contracts.plan_no,
        contracts.seats_factor,
        contracts.price,
        demo.uniform(contracts.account, 'add-on end') < 0.2 as is_dropped,
        (contracts.opens_on
            + to_months(4 + floor(10 * demo.uniform(contracts.account, 'add-on months'))::integer)
        )::date as dropped_on,
        losses.lost_on,
        losses.notice_on,
    from openings
    inner join demo.contracts as contracts using (account, month_no)
    left join losses on losses.account = openings.account
)

select
    account,
    opens_on,
    plan_no,
    seats_factor,
    round(price * 0.25, 2)::decimal(18, 2) as price,
    case
        when is_dropped and dropped_on < coalesce(lost_on, getvariable('as_of')::date)
            then dropped_on
        else lost_on
    end as ended_on,
    case when ended_on = dropped_on and is_dropped then dropped_on else notice_on end
        as cancelled_on,
    ended_on is null or ended_on >= getvariable('as_of')::date as is_open,
from bounded
