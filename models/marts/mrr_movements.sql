/*---
grain: [account_id, occurred_on]
says: >-
  Why an account's MRR changed on a day: new, reactivation, churn, expansion or contraction, with
  what happened to its subscriptions that day as the reason.
unit: { amount: reporting currency per month (signed) }
source: [core.account_mrr_changes, core.subscription_periods, config.revenue]
section: 2
checks: [amount = mrr_after - mrr_before, amount <> 0]
---*/
with changes as (
    select
        account_id,
        occurred_on,
        mrr_before,
        mrr_after,
        max(mrr_before) over by_day > 0 as was_above_zero,
        lag(occurred_on) over by_day as previous_on
    from core.account_mrr_changes
    window by_day as (partition by account_id order by occurred_on)
),

endings as (
    select account_id, ends_on as occurred_on, subscription_id, plan, product, quantity, mrr,
        end_reason, coalesce(ends_on >= term_end, true) as is_at_term_end
    from core.subscription_periods
    where ends_on is not null and mrr <> 0
),

starts as (
    select account_id, starts_on as occurred_on, subscription_id, plan, product, quantity, mrr,
        start_reason
    from core.subscription_periods
    where mrr <> 0
),

-- one subscription's part in a day: begun, over, or changed from one period to the next
parts as (
    select
        coalesce(starts.account_id, endings.account_id) as account_id,
        coalesce(starts.occurred_on, endings.occurred_on) as occurred_on,
        coalesce(starts.subscription_id, endings.subscription_id) as subscription_id,
        case
            when endings.subscription_id is null and starts.start_reason = 'resume' then 'resume'
            when endings.subscription_id is null then 'subscription_added'
            when starts.subscription_id is null and endings.end_reason = 'pause' then 'pause'
            when starts.subscription_id is null then 'subscription_ended'
            when starts.start_reason = 'discount_ended' then 'discount_ended'
            when starts.plan is distinct from endings.plan then 'plan'
            when starts.quantity is distinct from endings.quantity then 'quantity'
            else 'price'
        end as reason,
        coalesce(starts.plan, endings.plan) as plan,
        coalesce(starts.product, endings.product) as product,
        coalesce(starts.quantity, endings.quantity) as quantity
    from starts
    full join endings
        on endings.account_id = starts.account_id
        and endings.subscription_id = starts.subscription_id
        and endings.occurred_on = starts.occurred_on
    where coalesce(starts.mrr, 0) <> coalesce(endings.mrr, 0)
),

part_days as (
    select
        account_id,
        occurred_on,
        count(*) as parts,
        count(distinct reason) as reasons,
        min(reason) as reason,
        count(*) filter (where reason = 'subscription_added') as added,
        count(*) filter (where reason = 'subscription_ended') as ended,
        min(subscription_id) as subscription_id,
        min(subscription_id) filter (where reason = 'subscription_added') as added_id,
        count(distinct coalesce(plan, '')) as plans,
        count(distinct coalesce(product, '')) as products,
        count(distinct coalesce(quantity, -1)) as quantities
    from parts
    group by account_id, occurred_on
),

-- days on which an account lost everything at the end of a term, not in the middle of one
lapses as (
    select account_id, occurred_on, bool_and(is_at_term_end) as is_at_term_end
    from endings
    where end_reason = 'ended'
    group by account_id, occurred_on
),

classed as (
    select
        changes.account_id,
        changes.occurred_on,
        changes.mrr_before,
        changes.mrr_after,
        case
            when changes.mrr_before = 0 and not changes.was_above_zero then 'new'
            when changes.mrr_before = 0
                and changes.occurred_on - changes.previous_on > revenue.reactivation_within_days
                then 'new'
            when changes.mrr_before = 0 then 'reactivation'
            when changes.mrr_after = 0 then 'churn'
            when changes.mrr_after > changes.mrr_before then 'expansion'
            else 'contraction'
        end as movement,
        case
            when changes.mrr_before = 0
                and part_days.added > 0
                and lapses.is_at_term_end
                and changes.occurred_on - changes.previous_on <= revenue.late_days
                then 'late_renewal'
            when part_days.parts = 2 and part_days.added = 1 and part_days.ended = 1 then case
                when part_days.products > 1 then 'mixed'
                when part_days.plans > 1 then 'plan'
                when part_days.quantities > 1 then 'quantity'
                else 'price'
            end
            when part_days.reasons = 1 then part_days.reason
            else 'mixed'
        end as reason,
        case
            when part_days.parts = 1 then part_days.subscription_id
            when part_days.parts = 2 and part_days.added = 1 and part_days.ended = 1
                then part_days.added_id
        end as subscription_id
    from changes
    cross join config.revenue
    left join part_days
        on part_days.account_id = changes.account_id
        and part_days.occurred_on = changes.occurred_on
    left join lapses
        on lapses.account_id = changes.account_id
        and lapses.occurred_on = changes.previous_on
)

select
    replace(account_id, '/', '%2F') || '/' || strftime(occurred_on, '%Y-%m-%d') as mrr_movement_id,
    account_id,
    occurred_on,
    cast(date_trunc('month', occurred_on) as date) as month,
    movement,
    cast(mrr_after - mrr_before as decimal(18, 4)) as amount,
    mrr_before,
    mrr_after,
    reason,
    subscription_id
from classed
