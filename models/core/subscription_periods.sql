/*---
grain: [subscription_id, starts_on]
says: >-
  The intervals in which a subscription carries one constant MRR: from its versions or its row with
  trials and pauses cut out, split where a discount ends, else from its invoice lines.
unit:
  mrr: reporting currency per month
  list_mrr: reporting currency per month, before discounts
  mrr_native: own currency per month
  billing_months: months
source:
  - core.subscription_rows
  - core.subscription_prices
  - core.subscription_spans
  - core.invoiced_periods
section: 2
checks: [ends_on is null or ends_on > starts_on, mrr is not null]
---*/
with boundaries as (
    select subscription_id, version_no, starts_on as boundary_on
    from core.subscription_spans
    union
    select subscription_id, version_no, trial_from_on
    from core.subscription_spans
    where trial_from_on is not null
    union
    select subscription_id, version_no, trial_until_on
    from core.subscription_spans
    where trial_until_on is not null
    union
    select subscription_id, version_no, paused_from_on
    from core.subscription_spans
    where paused_from_on is not null
    union
    select subscription_id, version_no, paused_until_on
    from core.subscription_spans
    where paused_until_on is not null
    union
    select subscription_id, version_no, discount_ends_on
    from core.subscription_spans
    where discount_ends_on is not null
),

pieces as (
    select
        boundaries.subscription_id,
        boundaries.version_no,
        boundaries.boundary_on as starts_on,
        coalesce(
            lead(boundaries.boundary_on) over (
                partition by boundaries.subscription_id, boundaries.version_no
                order by boundaries.boundary_on
            ),
            spans.ends_on
        ) as ends_on,
        spans.starts_on as span_starts_on,
        spans.ends_on as span_ends_on,
        spans.trial_from_on,
        spans.trial_until_on,
        spans.paused_from_on,
        spans.paused_until_on,
        spans.discount_ends_on,
        spans.is_discounted
            and (spans.discount_ends_on is null or boundaries.boundary_on < spans.discount_ends_on)
            as is_discounted
    from boundaries
    join core.subscription_spans as spans
        on spans.subscription_id = boundaries.subscription_id
        and spans.version_no = boundaries.version_no
    where boundaries.boundary_on >= spans.starts_on
        and (spans.ends_on is null or boundaries.boundary_on < spans.ends_on)
),

paying as (
    select
        subscription_id,
        version_no,
        starts_on,
        ends_on,
        is_discounted,
        starts_on = span_starts_on as is_first,
        coalesce(ends_on = span_ends_on, false) as is_last,
        case
            when starts_on = paused_until_on then 'resume'
            when starts_on = discount_ends_on then 'discount_ended'
            else 'started'
        end as start_reason,
        case
            when ends_on is null then null
            when ends_on = span_ends_on then 'ended'
            when ends_on = paused_from_on then 'pause'
            when ends_on = discount_ends_on then 'discount_ended'
            else 'trial'
        end as end_reason
    from pieces
    where (ends_on is null or ends_on > starts_on)
        and (
            trial_from_on is null
            or starts_on < trial_from_on
            or starts_on >= trial_until_on
        )
        and (
            paused_from_on is null
            or starts_on < paused_from_on
            or starts_on >= paused_until_on
        )
),

-- the MRR in 1e-4 of the own currency is numerator / denominator; nothing is rounded yet
fractions as (
    select
        paying.subscription_id,
        paying.version_no,
        paying.starts_on,
        paying.ends_on,
        paying.is_first,
        paying.is_last,
        paying.start_reason,
        paying.end_reason,
        prices.rate_units,
        prices.currency,
        cast(prices.months_numerator / prices.months_denominator as decimal(18, 6))
            as billing_months,
        coalesce(
            prices.stated_units,
            prices.months_denominator * case
                when paying.is_discounted then greatest(
                    prices.gross_units
                    * cast((100 - prices.discount_percent) * 1000000 as hugeint)
                    - prices.discount_units * 100000000000000,
                    0
                )
                else prices.gross_units * 100000000
            end
        ) as numerator,
        coalesce(
            prices.stated_units,
            prices.months_denominator * prices.gross_units * 100000000
        ) as list_numerator,
        case
            when prices.stated_units is not null then 1
            else prices.months_numerator * cast(100000000000000 as hugeint)
        end as denominator
    from paying
    join core.subscription_prices as prices
        on prices.subscription_id = paying.subscription_id
        and prices.version_no = paying.version_no
),

-- half up, away from zero: (2n + d) / 2d in whole numbers; 1,000,000 is a rate of one
rounded as (
    select
        subscription_id,
        version_no,
        starts_on,
        ends_on,
        is_first,
        is_last,
        start_reason,
        end_reason,
        currency,
        billing_months,
        sign(numerator) * ((2 * abs(numerator) + denominator) // (2 * denominator))
            as native_units,
        case
            when rate_units = 1000000
                then sign(numerator) * ((2 * abs(numerator) + denominator) // (2 * denominator))
            else sign(numerator)
                * (
                    (2 * abs(numerator) * rate_units + denominator * 1000000)
                    // (2 * denominator * 1000000)
                )
        end as units,
        case
            when list_numerator = numerator then null
            when rate_units = 1000000
                then (2 * abs(list_numerator) + denominator) // (2 * denominator)
            else (2 * abs(list_numerator) * rate_units + denominator * 1000000)
                // (2 * denominator * 1000000)
        end as list_units
    from fractions
)

select
    rounded.subscription_id,
    subscriptions.account_id,
    subscriptions.plan,
    subscriptions.plan as plans,
    subscriptions.product,
    subscriptions.quantity,
    cast(cast(rounded.units as bigint) * cast(0.0001 as decimal(5, 4)) as decimal(18, 4)) as mrr,
    cast(
        cast(coalesce(rounded.list_units, rounded.units) as bigint) * cast(0.0001 as decimal(5, 4))
        as decimal(18, 4)
    ) as list_mrr,
    cast(cast(rounded.native_units as bigint) * cast(0.0001 as decimal(5, 4)) as decimal(18, 4))
        as mrr_native,
    rounded.currency,
    rounded.starts_on,
    rounded.ends_on,
    rounded.billing_months,
    cast(subscriptions.term_start as date) as term_start,
    cast(subscriptions.term_end as date) as term_end,
    case
        when rounded.is_first and subscriptions.is_after_pause then 'resume'
        else rounded.start_reason
    end as start_reason,
    case
        when rounded.is_last and rounded.ends_on = subscriptions.pauses_on
            then 'pause'
        else rounded.end_reason
    end as end_reason
from rounded
join core.subscription_rows as subscriptions
    on subscriptions.subscription_id = rounded.subscription_id
    and subscriptions.version_no = rounded.version_no

union all

select
    subscription_id,
    account_id,
    plan,
    plans,
    product,
    quantity,
    mrr,
    list_mrr,
    mrr_native,
    currency,
    starts_on,
    ends_on,
    billing_months,
    term_start,
    term_end,
    start_reason,
    end_reason
from core.invoiced_periods
