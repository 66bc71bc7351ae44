/*---
grain: [row_id]
says: Rows that were set aside, why, and since when.
source: [staging.ledger_quarantine]
section: 15
---*/
select
    row_id,
    file_id,
    line,
    entity,
    column_name,
    reason,
    message,
    raw_text,
    first_seen_at,
    replayed_at
from staging.ledger_quarantine
