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
  - core.account_mrr_changes
  - marts.mrr_movements
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
        sum(amount) as amount
    from marts.mrr_movements
    group by account_id, month
),

-- the main plan is that of the largest subscription, the first by name where two are equal
in_force as (
    select
        account_id,
        month,
        sum(quantity) as seats,
        arg_min(plan, (-mrr, plan)) as plan
    from core.subscription_months
    group by account_id, month
),

levels as (
    select
        account_id,
        mrr_after,
        occurred_on,
        lead(occurred_on, 1, date '9999-12-31') over (
            partition by account_id order by occurred_on
        ) as next_on
    from core.account_mrr_changes
),

months as (
    select
        spine.account_id,
        spine.month,
        spine.snapshot_at,
        spine.is_closed,
        spine.baseline_month,
        coalesce(levels.mrr_after, 0) as mrr
    from core.month_spine as spine
    left join levels
        on levels.account_id = spine.account_id
        and levels.occurred_on < spine.snapshot_at
        and levels.next_on >= spine.snapshot_at
)

select
    months.account_id,
    months.month,
    months.snapshot_at,
    months.is_closed,
    months.mrr > 0
        or (revenue.free_plan = 'customer_at_zero' and in_force.account_id is not null)
        as is_customer,
    cast(months.mrr - coalesce(movement_months.amount, 0) as decimal(18, 4)) as mrr_opening,
    cast(coalesce(movement_months.mrr_new, 0) as decimal(18, 4)) as mrr_new,
    cast(coalesce(movement_months.mrr_reactivation, 0) as decimal(18, 4)) as mrr_reactivation,
    cast(coalesce(movement_months.mrr_expansion, 0) as decimal(18, 4)) as mrr_expansion,
    cast(coalesce(movement_months.mrr_contraction, 0) as decimal(18, 4)) as mrr_contraction,
    cast(coalesce(movement_months.mrr_churn, 0) as decimal(18, 4)) as mrr_churn,
    cast(months.mrr as decimal(18, 4)) as mrr,
    cast(in_force.seats as decimal(18, 6)) as seats,
    versions.region,
    versions.country,
    versions.industry,
    versions.size,
    in_force.plan,
    versions.csm_id,
    parents.ultimate_parent_id,
    versions.potential_arr,
    months.baseline_month
from months
cross join config.revenue
left join movement_months
    on movement_months.account_id = months.account_id
    and movement_months.month = months.month
left join in_force
    on in_force.account_id = months.account_id
    and in_force.month = months.month
left join core.account_versions as versions
    on versions.account_id = months.account_id
    and versions.known_from < months.snapshot_at
    and coalesce(versions.known_until, timestamp '9999-12-31') >= months.snapshot_at
left join core.account_parents as parents on parents.account_id = months.account_id
