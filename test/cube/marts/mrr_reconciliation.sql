select
    account_id || '/' || month || '/' || vendor as mrr_reconciliation_id, account_id,
    (month || '-01')::date as month, vendor, vendor_mrr::decimal(18, 4) as vendor_mrr,
    mrr::decimal(18, 4) as mrr, (mrr - vendor_mrr)::decimal(18, 4) as difference,
    mrr = vendor_mrr as is_equal, is_in_export
from (values
    ('a1', '2025-01', 'stripe', 1200, 1200, true), ('a2', '2025-01', 'stripe', 500, 450.5, true),
    ('a3', '2025-01', 'stripe', 800, 0, false), ('a1', '2025-02', 'stripe', 1200, 1200, true),
    ('a2', '2025-02', 'stripe', 300, 300, true), ('a2', '2025-02', 'chartmogul', 300, 310, true)
) as reconciled (account_id, month, vendor, mrr, vendor_mrr, is_in_export)
