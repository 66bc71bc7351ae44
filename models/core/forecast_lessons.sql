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
source:
  - core.line_renewals
  - core.subscription_lines
  - core.forecast_positions
  - config.forecast_leads
  - config.run
section: 10
checks: [renewed_weight <= weight, kept_weight <= renewed_weight + renewed_seen]
incremental: month
---*/
-- renewals are paired with up to twelve months of their line: numbers are cheaper keys than names
with lines as materialized (
    select line_id, row_number() over () as line_no
    from core.subscription_lines
    group by line_id
),

paying as materialized (
    select
        lines.line_no,
        datediff('month', date '1970-01-01', positions.month) as month_no,
        positions.term_class,
        positions.term_months,
        positions.first_lead,
        positions.has_notice,
        positions.status,
        positions.capped_arr,
        positions.arr
    from core.forecast_positions as positions
    join lines on lines.line_id = positions.line_id
    where positions.is_closed
),

line_months as materialized (
    select line_no, month_no, cast(sum(arr) as decimal(18, 4)) as line_arr
    from paying
    group by line_no, month_no
),

held as materialized (
    select
        paying.line_no,
        paying.month_no,
        paying.term_class,
        paying.term_months,
        paying.first_lead,
        paying.status,
        paying.capped_arr,
        line_months.line_arr
    from paying
    join line_months
        on line_months.line_no = paying.line_no
        and line_months.month_no = paying.month_no
    where not paying.has_notice
),

-- who renews late is not there as the month ends
renewals as materialized (
    select
        row_number() over () as renewal_no,
        lines.line_no,
        datediff('month', date '1970-01-01', renewals.due_month) as due_no,
        renewals.settled_month,
        renewals.is_renewed,
        renewals.arr_due,
        renewals.renewed_arr,
        line_months.line_no is not null as is_present
    from core.line_renewals as renewals
    join lines on lines.line_id = renewals.line_id
    left join line_months
        on line_months.line_no = lines.line_no
        and line_months.month_no = datediff('month', date '1970-01-01', renewals.due_month)
    where renewals.settled_month >= (select recompute_from from config.run)
        and not renewals.is_early
),

-- materialized, or renewals are first paired with all months of their line
ahead as materialized (
    select
        renewals.renewal_no,
        renewals.line_no,
        renewals.due_no - leads.lead_months as month_no,
        renewals.settled_month,
        renewals.is_renewed,
        renewals.arr_due,
        case
            when leads.lead_months = 1 and not renewals.is_present then 0
            else renewals.renewed_arr
        end as kept_arr,
        leads.lead_months,
        leads.bucket_rank
    from renewals
    join config.forecast_leads as leads on leads.lead_months >= 1
),

seen as materialized (
    select
        ahead.renewal_no,
        ahead.settled_month,
        ahead.is_renewed,
        ahead.bucket_rank,
        positions.term_class,
        positions.term_months,
        positions.status,
        positions.capped_arr,
        least(positions.line_arr, ahead.arr_due) as seen_due,
        least(positions.line_arr, ahead.arr_due, ahead.kept_arr) as seen_kept
    from ahead
    join held as positions
        on positions.line_no = ahead.line_no
        and positions.month_no = ahead.month_no
    where positions.first_lead <= ahead.lead_months
        and (ahead.lead_months - positions.first_lead) % positions.term_months = 0
),

-- a renewal seen several times from one bucket counts once
shares as (
    select renewal_no, bucket_rank, cast(1.0 / count(*) as decimal(9, 6)) as share
    from seen
    group by renewal_no, bucket_rank
),

-- in whole 1e-4 each, so that sums are exact in any order
weighed as (
    select
        seen.settled_month,
        seen.term_class,
        seen.bucket_rank,
        seen.status,
        seen.term_months,
        seen.is_renewed,
        shares.share,
        cast(shares.share * seen.capped_arr as decimal(18, 4)) as weight,
        cast(
            cast(shares.share * seen.capped_arr as double)
            * (cast(seen.seen_kept as double) / cast(seen.seen_due as double))
            as decimal(18, 4)
        ) as kept_weight
    from seen
    join shares
        on shares.renewal_no = seen.renewal_no
        and shares.bucket_rank = seen.bucket_rank
),

buckets as (
    select distinct bucket_rank, lead_bucket
    from config.forecast_leads
)

select
    weighed.settled_month as month,
    weighed.term_class,
    buckets.lead_bucket,
    weighed.status,
    cast(sum(share) as decimal(18, 6)) as seen,
    cast(sum(weight) as decimal(18, 4)) as weight,
    cast(coalesce(sum(weight) filter (where is_renewed), 0) as decimal(18, 4)) as renewed_weight,
    cast(coalesce(sum(share) filter (where is_renewed), 0) as decimal(18, 6)) as renewed_seen,
    cast(coalesce(sum(kept_weight) filter (where is_renewed), 0) as decimal(18, 4))
        as kept_weight,
    cast(sum(share * term_months) as decimal(18, 6)) as term_weight
from weighed
join buckets on buckets.bucket_rank = weighed.bucket_rank
group by weighed.settled_month, weighed.term_class, buckets.lead_bucket, weighed.status
