/*---
grain: [account_id, moment, month]
says: >-
  Closed months in which a metric came to its bound, fell below the account's baseline, or an
  attribute changed for the worse or to a wanted value. The moment is raised as the month ends.
source: [core.moment_edges, core.engagement_months, config.moment_tiers]
section: 12
---*/
with edges as (
    select
        account_id,
        month,
        moment,
        is_met,
        evidence,
        min(case when not is_met then month end) over (
            partition by account_id, moment
            order by month
            rows between 1 following and unbounded following
        ) as recovered_month
    from core.moment_edges
)

select
    edges.account_id,
    edges.moment,
    edges.month,
    cast(edges.month + interval 1 month as date) as raised_on,
    cast(edges.recovered_month + interval 1 month as date) as resolved_on,
    months.tier,
    months.arr,
    edges.evidence
from edges
join core.engagement_months as months
    on months.account_id = edges.account_id
    and months.month = edges.month + interval 1 month
join config.moment_tiers as tiers
    on tiers.moment = edges.moment
    and tiers.tier is not distinct from months.tier
where edges.is_met
