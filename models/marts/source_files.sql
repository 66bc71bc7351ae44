/*---
grain: [file_id]
says: Each file this build was made of, and what became of its rows.
unit: { bytes: bytes, rows_read: rows }
source: [staging.ledger_files]
section: 15
checks: [rows_read = rows_loaded + rows_quarantined + rows_duplicate + rows_filtered]
---*/
select
    file_id,
    source,
    entity,
    path,
    sha256,
    bytes,
    rows_read,
    rows_loaded,
    rows_quarantined,
    rows_duplicate,
    rows_filtered,
    landed_at,
    contract_version,
    newest_at
from staging.ledger_files
