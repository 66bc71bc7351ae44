/*---
grain: [run_id]
says: The runs of the warehouse that had ended when this build was made.
source: [staging.ledger_runs]
section: 16
---*/
select
    run_id,
    started_at,
    finished_at,
    as_of,
    known_at,
    outcome,
    rows_read,
    rows_quarantined,
    config_version,
    tenure_version
from staging.ledger_runs
