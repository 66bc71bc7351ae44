/*---
grain: [subscription_id, month]
says: >-
  Each paying subscription as a forecast sees it from the end of a month: what it pays, its
  account's health, when its term ends, and whether notice was given (lost_lead: in how many months
  it ends, -1 without notice); path_no names the paths of its term and notice, and
  only_path_no does where the account pays for no other; nothing of later.
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
checks: [arr > 0, first_lead >= 0, term_months < 1000, has_notice = (lost_lead >= 0)]
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

-- each term in the months that may see it, as equal months are found faster than those between
term_months as (
    select
        *,
        unnest(
            generate_series(
                date_trunc('month', greatest(covers_from, (select min(month) from snapshots))),
                date_trunc('month', least(term_end, (select max(month) from snapshots))),
                interval 1 month
            )
        ) as seen_month
    from core.subscription_terms
),

seen_terms as (
    select
        terms.subscription_id,
        terms.term_end,
        terms.term_months,
        terms.known_from,
        snapshots.month,
        snapshots.is_closed
    from term_months as terms
    join snapshots on snapshots.month = cast(terms.seen_month as date)
    where terms.known_from < snapshots.snapshot_at
        and terms.covers_from < snapshots.snapshot_at
        and terms.term_end >= snapshots.snapshot_at
        and coalesce(terms.known_until, date '9999-12-31') >= snapshots.snapshot_at
),

placed as (
    select
        months.subscription_id,
        months.month,
        months.account_id,
        terms.is_closed,
        cast(months.mrr * 12 as decimal(18, 4)) as arr,
        terms.term_end as renewal_on,
        terms.term_months,
        cast(datediff('month', months.month, terms.term_end) as integer) as first_lead,
        notices.subscription_id is not null as has_notice,
        case
            when notices.subscription_id is null then -1
            else cast(
                least(
                    13,
                    datediff('month', months.month, coalesce(notices.ends_on, terms.term_end))
                ) as integer
            )
        end as lost_lead,
        -- one number joins faster than four, and a plan knows of how many paths there are; a
        -- renewal beyond the horizon is as good as any other beyond it
        cast(
            ((datediff('month', date '1970-01-01', months.month) * 1000 + terms.term_months) * 14
            + least(first_lead, 13)) * 15
            + lost_lead + 1
            as bigint
        ) as path_no,
        row_number() over (
            partition by months.subscription_id, months.month order by terms.known_from desc
        ) as nth
    from core.subscription_months as months
    join seen_terms as terms
        on terms.subscription_id = months.subscription_id
        and terms.month = months.month
    left join notices
        on notices.subscription_id = months.subscription_id
        and notices.month = months.month
    where months.mrr > 0
),

-- one account weighs at most as much as the account at the percentile
account_totals as (
    select month, account_id, sum(arr) as arr, count(*) as subscriptions
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
    placed.first_lead,
    placed.has_notice,
    placed.lost_lead,
    placed.path_no,
    case when totals.subscriptions = 1 then placed.path_no end as only_path_no
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
