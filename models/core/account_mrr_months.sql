/*---
grain: [account_id, month]
says: >-
  Each account's MRR at the start and the end of each month and the movements between, with seats
  and main plan of the subscriptions in force at the snapshot and its attributes as then known.
unit: { mrr: reporting currency per month, seats: seats }
source:
  - core.month_spine
  - core.subscription_months
  - core.account_versions
  - core.account_parents
  - marts.mrr_movements
  - config.run
  - config.revenue
section: 2
---*/
with movement_months as (
    select
        account_id,
        month,
        sum(amount) filter (where movement = 'new') as mrr_new,
        sum(amount) filter (where movement = 'reactivation') as mrr_reactivation,
        sum(amount) filter (where movement = 'expansion') as mrr_expansion,
        sum(amount) filter (where movement = 'contraction') as mrr_contraction,
        sum(amount) filter (where movement = 'churn') as mrr_churn,
        arg_max(mrr_after, occurred_on) as mrr_after
    from marts.mrr_movements
    group by account_id, month
),

-- the plan of the largest subscription, the first by name where two are equal
main_plans as (
    select
        account_id,
        month,
        sum(quantity) as seats,
        max(mrr) as largest_mrr,
        count(*) as subscriptions
    from core.subscription_months
    group by account_id, month
),

plans as (
    select
        main_plans.account_id,
        main_plans.month,
        any_value(main_plans.seats) as seats,
        any_value(main_plans.subscriptions) as subscriptions,
        min(months.plan) as plan
    from main_plans
    join core.subscription_months as months
        on months.account_id = main_plans.account_id
        and months.month = main_plans.month
        and months.mrr = main_plans.largest_mrr
    group by main_plans.account_id, main_plans.month
),

levels as (
    select
        spine.account_id,
        spine.month,
        spine.snapshot_at,
        spine.is_closed,
        spine.first_mrr_on,
        movement_months.mrr_new,
        movement_months.mrr_reactivation,
        movement_months.mrr_expansion,
        movement_months.mrr_contraction,
        movement_months.mrr_churn,
        coalesce(
            last_value(movement_months.mrr_after ignore nulls) over (
                partition by spine.account_id
                order by spine.month
                rows between unbounded preceding and current row
            ),
            0
        ) as mrr
    from core.month_spine as spine
    left join movement_months
        on movement_months.account_id = spine.account_id
        and movement_months.month = spine.month
),

openings as (
    select
        account_id,
        month,
        snapshot_at,
        is_closed,
        lag(mrr, 1, 0) over by_month as mrr_opening,
        mrr_new,
        mrr_reactivation,
        mrr_expansion,
        mrr_contraction,
        mrr_churn,
        mrr,
        min(case when is_closed and snapshot_at >= first_mrr_on + baseline_days then month end)
            over by_month as baseline_month
    from levels
    cross join config.run
    window by_month as (
        partition by account_id
        order by month
        rows between unbounded preceding and current row
    )
)

select
    openings.account_id,
    openings.month,
    openings.snapshot_at,
    openings.is_closed,
    openings.mrr > 0
        or (revenue.free_plan = 'customer_at_zero' and coalesce(plans.subscriptions, 0) > 0)
        as is_customer,
    cast(openings.mrr_opening as decimal(18, 4)) as mrr_opening,
    cast(coalesce(openings.mrr_new, 0) as decimal(18, 4)) as mrr_new,
    cast(coalesce(openings.mrr_reactivation, 0) as decimal(18, 4)) as mrr_reactivation,
    cast(coalesce(openings.mrr_expansion, 0) as decimal(18, 4)) as mrr_expansion,
    cast(coalesce(openings.mrr_contraction, 0) as decimal(18, 4)) as mrr_contraction,
    cast(coalesce(openings.mrr_churn, 0) as decimal(18, 4)) as mrr_churn,
    cast(openings.mrr as decimal(18, 4)) as mrr,
    cast(plans.seats as decimal(18, 6)) as seats,
    versions.region,
    versions.country,
    versions.industry,
    versions.size,
    plans.plan,
    versions.csm_id,
    parents.ultimate_parent_id,
    versions.potential_arr,
    openings.baseline_month
from openings
cross join config.revenue
left join plans on plans.account_id = openings.account_id and plans.month = openings.month
left join core.account_versions as versions
    on versions.account_id = openings.account_id
    and versions.known_from < openings.snapshot_at
    and coalesce(versions.known_until, timestamp '9999-12-31') >= openings.snapshot_at
left join core.account_parents as parents on parents.account_id = openings.account_id
