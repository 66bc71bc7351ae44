/*---
grain: [subscription_id, starts_on]
says: >-
  The intervals in which a subscription known from invoices alone carries one constant MRR: its
  lines of all plans added up, without the days on which it was unpaid too long.
unit:
  mrr: reporting currency per month
  list_mrr: reporting currency per month, before discounts
  mrr_native: own currency per month
  billing_months: months
source: [core.invoiced_lines, core.invoice_lapses]
section: 2
checks: [ends_on is null or ends_on > starts_on, mrr is not null]
---*/
with boundaries as (
    select subscription_id, starts_on as boundary_on
    from core.invoiced_lines
    union
    select subscription_id, ends_on
    from core.invoiced_lines
    where ends_on is not null
    union
    select subscription_id, lapses_on
    from core.invoice_lapses
    union
    select subscription_id, lapses_until
    from core.invoice_lapses
    where lapses_until is not null
),

pieces as (
    select
        subscription_id,
        boundary_on as starts_on,
        lead(boundary_on) over (partition by subscription_id order by boundary_on) as ends_on
    from boundaries
),

lapsed as (
    select distinct pieces.subscription_id, pieces.starts_on
    from pieces
    join core.invoice_lapses as lapses
        on lapses.subscription_id = pieces.subscription_id
        and lapses.lapses_on <= pieces.starts_on
        and coalesce(lapses.lapses_until, date '9999-12-31') > pieces.starts_on
),

-- the plan of a period is that of its largest line, the first by name where two are equal
periods as (
    select
        pieces.subscription_id,
        lines.account_id,
        pieces.starts_on,
        pieces.ends_on,
        arg_min(lines.plan, (-lines.mrr, lines.plan, lines.line_id)) as plan,
        string_agg(distinct lines.plan, ', ' order by lines.plan) as plans,
        arg_min(lines.product, (-lines.mrr, lines.plan, lines.line_id)) as product,
        sum(lines.quantity) as quantity,
        sum(lines.mrr) as mrr,
        sum(lines.list_mrr) as list_mrr,
        case when min(lines.currency) = max(lines.currency) then sum(lines.mrr_native) end
            as mrr_native,
        arg_min(lines.currency, (-lines.mrr, lines.plan, lines.line_id)) as currency,
        arg_min(lines.interval_units, (-lines.mrr, lines.plan, lines.line_id)) as interval_units,
        arg_min(lines.term_start, (-lines.mrr, lines.plan, lines.line_id)) as term_start,
        arg_min(lines.term_end, (-lines.mrr, lines.plan, lines.line_id)) as term_end
    from pieces
    join core.invoiced_lines as lines
        on lines.subscription_id = pieces.subscription_id
        and lines.starts_on <= pieces.starts_on
        and coalesce(lines.ends_on, date '9999-12-31') > pieces.starts_on
    left join lapsed
        on lapsed.subscription_id = pieces.subscription_id
        and lapsed.starts_on = pieces.starts_on
    where lapsed.subscription_id is null
    group by pieces.subscription_id, lines.account_id, pieces.starts_on, pieces.ends_on
),

neighbours as (
    select
        *,
        lag(ends_on) over by_time = starts_on
            and lag(list_mrr) over by_time = list_mrr
            and lag(mrr) over by_time < mrr
            and mrr = list_mrr as is_after_discount,
        lead(starts_on) over by_time = ends_on
            and lead(list_mrr) over by_time = list_mrr
            and lead(mrr) over by_time > mrr
            and lead(mrr) over by_time = list_mrr as is_before_full_price
    from periods
    window by_time as (partition by subscription_id, account_id order by starts_on)
)

select
    subscription_id,
    account_id,
    plan,
    plans,
    product,
    cast(quantity as decimal(18, 6)) as quantity,
    cast(mrr as decimal(18, 4)) as mrr,
    cast(list_mrr as decimal(18, 4)) as list_mrr,
    cast(mrr_native as decimal(18, 4)) as mrr_native,
    currency,
    starts_on,
    ends_on,
    cast(interval_units / 365 as decimal(18, 6)) as billing_months,
    term_start,
    term_end,
    case when is_after_discount then 'discount_ended' else 'started' end as start_reason,
    case
        when ends_on is null then null
        when is_before_full_price then 'discount_ended'
        else 'ended'
    end as end_reason
from neighbours
