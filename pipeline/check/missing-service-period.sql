-- warned: a recurring invoice line has no service period, so it carries no MRR
select
    lines.line_id,
    lines.account_id,
    lines.subscription_id
from staging.invoice_lines as lines
left join core.subscription_rows as subscriptions
    on subscriptions.subscription_id = lines.subscription_id
where lines.kind = 'recurring'
    and (lines.service_start is null or lines.service_end is null)
    and coalesce(lines.status, '') not in ('void', 'draft')
    and subscriptions.subscription_id is null
