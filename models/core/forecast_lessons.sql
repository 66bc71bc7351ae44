/*---
grain: [month, term_class, lead_bucket, status]
says: >-
  What renewals that were settled in a month teach of those seen with a status so many months
  before: how many, what share of their ARR was renewed, and what was kept of what was seen: growth
  on the way is room to give up, and who renews late is not there as the month ends that was a
  month ahead. Renewals lost early, and those that notice had decided, teach nothing here.
unit:
  seen: renewals
  weight: capped ARR
  renewed_weight: capped ARR
  term_weight: renewals times months
source: [core.line_renewals, core.forecast_positions, config.forecast_leads, config.run]
section: 10
checks: [renewed_weight <= weight, kept_weight <= renewed_weight + renewed_seen]
incremental: month
---*/
with held as (
    select
        *,
        sum(arr) over (partition by line_id, month) as line_arr
    from core.forecast_positions
    where is_closed
),

present as (
    select distinct line_id, month
    from held
),

-- materialized, or renewals are first paired with all months of their line
ahead as materialized (
    select
        renewals.line_id,
        renewals.due_month,
        renewals.settled_month,
        renewals.is_renewed,
        renewals.arr_due,
        renewals.renewed_arr,
        leads.lead_months,
        leads.lead_bucket,
        cast(renewals.due_month - to_months(leads.lead_months) as date) as month
    from core.line_renewals as renewals
    join config.forecast_leads as leads on leads.lead_months >= 1
    where renewals.settled_month >= (select recompute_from from config.run)
        and not renewals.is_early
),

seen as (
    select
        ahead.line_id,
        ahead.due_month,
        ahead.settled_month,
        ahead.is_renewed,
        least(positions.line_arr, ahead.arr_due) as seen_due,
        case
            when ahead.lead_months = 1 and present.line_id is null then 0
            else least(positions.line_arr, ahead.arr_due, ahead.renewed_arr)
        end as seen_kept,
        positions.term_class,
        positions.term_months,
        positions.status,
        positions.capped_arr,
        ahead.lead_bucket,
        cast(
            1.0 / count(*) over (
                partition by ahead.line_id, ahead.due_month, ahead.lead_bucket
            ) as decimal(9, 6)
        ) as share
    from ahead
    join held as positions
        on positions.line_id = ahead.line_id
        and positions.month = ahead.month
    left join present
        on present.line_id = ahead.line_id
        and present.month = ahead.due_month
    where not positions.has_notice
        and positions.first_lead <= ahead.lead_months
        and (ahead.lead_months - positions.first_lead) % positions.term_months = 0
),

-- in whole 1e-4 each, so that sums are exact in any order
weighed as (
    select
        *,
        cast(share * capped_arr as decimal(18, 4)) as weight,
        cast(
            cast(share * capped_arr as double)
            * (cast(seen_kept as double) / cast(seen_due as double))
            as decimal(18, 4)
        ) as kept_weight
    from seen
)

select
    settled_month as month,
    term_class,
    lead_bucket,
    status,
    cast(sum(share) as decimal(18, 6)) as seen,
    cast(sum(weight) as decimal(18, 4)) as weight,
    cast(coalesce(sum(weight) filter (where is_renewed), 0) as decimal(18, 4)) as renewed_weight,
    cast(coalesce(sum(share) filter (where is_renewed), 0) as decimal(18, 6)) as renewed_seen,
    cast(coalesce(sum(kept_weight) filter (where is_renewed), 0) as decimal(18, 4))
        as kept_weight,
    cast(sum(share * term_months) as decimal(18, 6)) as term_weight
from weighed
group by settled_month, term_class, lead_bucket, status
