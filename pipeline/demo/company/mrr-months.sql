-- ARR at the end of each month in whole cents, for the plans that finance wrote.
with monthly as (
    select
        months.month_no,
        subscriptions.account,
        sum(
            round(
                (subscriptions.seats * subscriptions.unit_cents
                    * (1 - coalesce(subscriptions.discount_percent, 0) / 100)
                    - coalesce(subscriptions.discount_cents, 0)
                ) / subscriptions.billing_months
            )::bigint
        ) as mrr_cents,
    from demo.months as months
    inner join demo.subscriptions as subscriptions
        on subscriptions.started_on < months.ends_on
        and (subscriptions.ended_on is null or subscriptions.ended_on >= months.ends_on)
    where months.month_no between 0 and 35
        and not subscriptions.is_trial
    group by months.month_no, subscriptions.account
),

compared as (
    select
        coalesce(present.month_no, past.month_no + 1) as month_no,
        coalesce(present.mrr_cents, 0) as mrr_cents,
        coalesce(past.mrr_cents, 0) as mrr_before_cents,
    from monthly as present
    full outer join monthly as past
        on past.account = present.account and past.month_no = present.month_no - 1
)

select
    months.month_no,
    months.starts_on,
    sum(mrr_cents)::bigint * 12 as arr_cents,
    sum(case when mrr_before_cents = 0 then mrr_cents else 0 end)::bigint * 12 as new_cents,
    sum(case when mrr_cents = 0 then mrr_before_cents else 0 end)::bigint * 12 as churned_cents,
    sum(
        case when mrr_before_cents > 0 then greatest(mrr_cents - mrr_before_cents, 0) else 0 end
    )::bigint * 12 as expansion_cents,
from compared
inner join demo.months as months using (month_no)
where months.month_no between 0 and 35
group by months.month_no, months.starts_on
