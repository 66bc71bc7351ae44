/*---
grain: [subscription_id, month]
says: >-
  Each paying subscription as a forecast sees it from the end of a month: what it pays, its
  account's health, when its term ends, and whether notice was given (lost_lead: in how many months
  it ends, -1 without notice); nothing of later.
unit: { arr: reporting currency per year, capped_arr: reporting currency per year }
source:
  - core.subscription_months
  - core.subscription_lines
  - core.subscription_terms
  - core.subscription_rows
  - core.month_spine
  - core.account_parents
  - core.forecast_statuses
  - config.forecast
  - config.run
section: 10
checks: [arr > 0, first_lead >= 0, has_notice = (lost_lead >= 0)]
incremental: month
---*/
with snapshots as (
    select distinct month, snapshot_at, is_closed
    from core.month_spine
    where month >= (select recompute_from from config.run)
),

-- notice given by the snapshot; the end that it tells may lie ahead, else it is the term's
notices as (
    select
        snapshots.month,
        rows.subscription_id,
        min(cast(rows.ended_at as date)) as ends_on
    from snapshots
    join core.subscription_rows as rows
        on rows.cancelled_at < snapshots.snapshot_at
        and rows.starts_at < snapshots.snapshot_at
        and coalesce(rows.replaced_at, timestamp '9999-12-31') >= snapshots.snapshot_at
    where coalesce(rows.ended_at, timestamp '9999-12-31') >= snapshots.snapshot_at
    group by snapshots.month, rows.subscription_id
),

placed as (
    select
        months.subscription_id,
        months.month,
        months.account_id,
        snapshots.snapshot_at,
        snapshots.is_closed,
        cast(months.mrr * 12 as decimal(18, 4)) as arr,
        terms.term_end as renewal_on,
        terms.term_months,
        notices.subscription_id is not null as has_notice,
        coalesce(notices.ends_on, terms.term_end) as ends_on,
        row_number() over (
            partition by months.subscription_id, months.month order by terms.known_from desc
        ) as nth
    from core.subscription_months as months
    join snapshots on snapshots.month = months.month
    join core.subscription_terms as terms
        on terms.subscription_id = months.subscription_id
        and terms.known_from < snapshots.snapshot_at
        and terms.covers_from < snapshots.snapshot_at
        and terms.term_end >= snapshots.snapshot_at
        and coalesce(terms.known_until, date '9999-12-31') >= snapshots.snapshot_at
    left join notices
        on notices.subscription_id = months.subscription_id
        and notices.month = months.month
    where months.mrr > 0
),

-- one account weighs at most as much as the account at the percentile
account_totals as (
    select month, account_id, sum(arr) as arr
    from placed
    where nth = 1
    group by month, account_id
),

ranked as (
    select
        month,
        arr,
        row_number() over (partition by month order by arr) as nth,
        count(*) over (partition by month) as accounts
    from account_totals
),

caps as (
    select ranked.month, min(ranked.arr) as cap
    from ranked
    cross join config.forecast
    where ranked.nth >= ceil(forecast.cap_percentile * ranked.accounts)
    group by ranked.month
)

select
    placed.subscription_id,
    placed.month,
    placed.account_id,
    parents.ultimate_parent_id,
    lines.line_id,
    placed.is_closed,
    placed.arr,
    cast(
        cast(placed.arr as double) * least(1, cast(caps.cap as double) / cast(totals.arr as double))
        as decimal(18, 4)
    ) as capped_arr,
    statuses.status,
    placed.renewal_on,
    placed.term_months,
    case when placed.term_months < forecast.atr_min_term_months then 'monthly' else 'longer' end
        as term_class,
    cast(datediff('month', placed.month, placed.renewal_on) as integer) as first_lead,
    placed.has_notice,
    case
        when placed.has_notice
            then cast(least(13, datediff('month', placed.month, placed.ends_on)) as integer)
        else -1
    end as lost_lead
from placed
cross join config.forecast
join core.subscription_lines as lines on lines.subscription_id = placed.subscription_id
join core.account_parents as parents on parents.account_id = placed.account_id
join core.forecast_statuses as statuses
    on statuses.account_id = placed.account_id
    and statuses.month = placed.month
join account_totals as totals
    on totals.account_id = placed.account_id
    and totals.month = placed.month
join caps on caps.month = placed.month
where placed.nth = 1
