/*---
grain: [account_id, month]
says: >-
  The names of all segments of an account as a month ended in one text, each between slashes, for
  what filters by a segment and must not count an account of two segments twice.
source: [core.account_segments, config.run]
section: 1
incremental: month
---*/
select
    account_id,
    month,
    '/' || string_agg(segment, '/' order by segment) || '/' as segments
from core.account_segments
where month >= (select recompute_from from config.run)
group by account_id, month
