/*---
grain: [account_id, month, factor]
says: >-
  Closed months at whose end a factor of the index of config/engagement.yml scored too low, which
  is known when the month is over.
source:
  - core.account_months
  - core.engagement_months
  - marts.index_factors
  - config.engagement
  - config.run
section: 12
incremental: month
---*/
select
    factors.account_id,
    factors.month,
    factors.factor,
    months.next_month as raised_on,
    closed.tier
from marts.index_factors as factors
cross join config.engagement
join core.account_months as closed
    on closed.account_id = factors.account_id
    and closed.month = factors.month
    and closed.is_closed
join core.engagement_months as months
    on months.account_id = factors.account_id
    and months.month = factors.month
where factors.month >= (select recompute_from from config.run)
    and closed.month >= (select recompute_from from config.run)
    and months.month >= (select recompute_from from config.run)
    and factors.index = engagement.warning_index
    and factors.score < engagement.warning_score
