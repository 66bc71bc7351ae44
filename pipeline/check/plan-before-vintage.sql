-- failed: a plan speaks of a period before its own vintage; correct the row that is named
select
    plans.metric,
    plans.segment,
    plans.vintage,
    plans.period,
    files.path,
    plans.line
from core.plan_values as plans
left join staging.ledger_files as files on files.file_id = plans.file_id
where plans.period < plans.vintage
