/*---
grain: [account_id, month]
says: >-
  The health that a forecast goes by: of each account as each month ended, `unknown` where there
  is none.
source: [core.account_months, marts.index_scores, config.run]
section: 10
incremental: month
---*/
select
    months.account_id,
    months.month,
    coalesce(scores.status, 'unknown') as status
from core.account_months as months
left join marts.index_scores as scores
    on scores.account_id = months.account_id
    and scores.month = months.month
    and scores.index = 'health'
where months.month >= (select recompute_from from config.run)
