/*---
grain: [account_id, occurred_on]
says: >-
  Why an account's MRR changed on a day: new, reactivation, churn, expansion or contraction, with
  what happened to its subscriptions that day as the reason; exchange rates never are one.
unit: { amount: reporting currency per month (signed) }
source: [core.account_mrr_changes, core.subscription_periods, config.revenue]
section: 2
checks:
  - amount = mrr_after - mrr_before
  - case when movement in ('churn', 'contraction') then amount < 0 else amount > 0 end
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

-- where a gap was bridged, what ended before it counts on the day of the come-back
endings as (
    select
        periods.account_id,
        coalesce(bridged.occurred_on, periods.ends_on) as occurred_on,
        periods.subscription_id,
        periods.plans,
        periods.product,
        periods.quantity,
        periods.mrr,
        periods.list_mrr,
        periods.end_reason,
        coalesce(periods.ends_on >= periods.term_end, true) as is_at_term_end
    from core.subscription_periods as periods
    left join core.account_mrr_changes as bridged
        on bridged.account_id = periods.account_id
        and bridged.gap_from = periods.ends_on
    where periods.ends_on is not null
),

starts as (
    select account_id, starts_on as occurred_on, subscription_id, plans, product, quantity, mrr,
        list_mrr, start_reason
    from core.subscription_periods
),

-- one subscription's part in a day: begun, over, or changed from one period to the next
parts as (
    select
        coalesce(starts.account_id, endings.account_id) as account_id,
        coalesce(starts.occurred_on, endings.occurred_on) as occurred_on,
        coalesce(starts.subscription_id, endings.subscription_id) as subscription_id,
        starts.subscription_id is not null and endings.subscription_id is not null as is_changed,
        starts.subscription_id as added_id,
        starts.plans as plans_after,
        starts.product as product_after,
        starts.quantity as quantity_after,
        starts.mrr as mrr_after,
        starts.list_mrr as list_after,
        starts.start_reason,
        endings.plans as plans_before,
        endings.product as product_before,
        endings.quantity as quantity_before,
        endings.mrr as mrr_before,
        endings.list_mrr as list_before,
        endings.end_reason
    from starts
    full join endings
        on endings.account_id = starts.account_id
        and endings.subscription_id = starts.subscription_id
        and endings.occurred_on = starts.occurred_on
    where coalesce(starts.mrr, 0) <> coalesce(endings.mrr, 0)
),

-- one subscription that ended and one that began, and nothing else, are a swap
counted as (
    select
        *,
        count(*) over by_day = 2
            and count(mrr_before) filter (where not is_changed and end_reason <> 'pause')
                over by_day = 1
            and count(mrr_after) filter (where not is_changed and start_reason <> 'resume')
                over by_day = 1
            as is_swap
    from parts
    window by_day as (partition by account_id, occurred_on)
),

pairs as (
    select
        account_id,
        occurred_on,
        case when is_swap then '' else subscription_id end as pair,
        bool_or(is_swap) as is_swap,
        coalesce(max(added_id), max(subscription_id)) as subscription_id,
        max(plans_after) as plans_after,
        max(product_after) as product_after,
        max(quantity_after) as quantity_after,
        max(mrr_after) as mrr_after,
        max(list_after) as list_after,
        max(start_reason) as start_reason,
        max(plans_before) as plans_before,
        max(product_before) as product_before,
        max(quantity_before) as quantity_before,
        max(mrr_before) as mrr_before,
        max(list_before) as list_before,
        max(end_reason) as end_reason
    from counted
    group by account_id, occurred_on, case when is_swap then '' else subscription_id end
),

-- a discount is the cause where the price before discounts stayed as it was
reasons as (
    select
        account_id,
        occurred_on,
        subscription_id,
        case
            when mrr_before is null and start_reason = 'resume' then 'resume'
            when mrr_before is null then 'subscription_added'
            when mrr_after is null and end_reason = 'pause' then 'pause'
            when mrr_after is null then 'subscription_ended'
            when is_swap and product_after is distinct from product_before then 'mixed'
            when list_after = list_before and mrr_after < mrr_before then 'discount_started'
            when list_after = list_before then 'discount_ended'
            when (list_after = mrr_after) <> (list_before = mrr_before) then 'mixed'
            when plans_after is distinct from plans_before then 'plan'
            when quantity_after is distinct from quantity_before then 'quantity'
            else 'price'
        end as reason
    from pairs
),

part_days as (
    select
        account_id,
        occurred_on,
        count(*) as parts,
        count(distinct reason) as reasons,
        min(reason) as reason,
        bool_or(reason = 'subscription_added') as is_added,
        min(subscription_id) as subscription_id
    from reasons
    group by account_id, occurred_on
),

-- days on which an account lost everything at the end of a term, not in the middle of one
lapses as (
    select account_id, occurred_on, bool_and(is_at_term_end) as is_at_term_end
    from endings
    where end_reason = 'ended' and mrr <> 0
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
                and part_days.is_added
                and lapses.is_at_term_end
                and changes.occurred_on - changes.previous_on <= revenue.late_days
                then 'late_renewal'
            when part_days.reasons = 1 then part_days.reason
            else 'mixed'
        end as reason,
        case when part_days.parts = 1 then part_days.subscription_id end as subscription_id
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
