-- failed: the MRR of a month is not the sum of the subscription periods in force at its end
with snapshots as (
    select distinct month, snapshot_at
    from marts.account_months
),

in_force as (
    select
        periods.account_id,
        snapshots.month,
        sum(periods.mrr) as mrr
    from core.subscription_periods as periods
    join snapshots
        on snapshots.snapshot_at > periods.starts_on
        and snapshots.snapshot_at <= coalesce(periods.ends_on, date '9999-12-31')
    group by periods.account_id, snapshots.month
)

select
    coalesce(months.account_id, in_force.account_id) as account_id,
    coalesce(months.month, in_force.month) as month,
    in_force.mrr as mrr_of_periods,
    months.mrr
from marts.account_months as months
full join in_force
    on in_force.account_id = months.account_id
    and in_force.month = months.month
cross join config.revenue
where coalesce(in_force.mrr, 0) <> coalesce(months.mrr, 0) and revenue.gap_days = 0
