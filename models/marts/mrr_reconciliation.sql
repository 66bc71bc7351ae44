/*---
grain: [account_id, month, vendor]
says: >-
  Our MRR at the end of each closed month beside what a billing tool's own export says, for the
  months that the export covers; equal means equal to the cent.
unit:
  mrr: reporting currency per month
  vendor_mrr: reporting currency per month
  difference: reporting currency per month (ours less theirs)
source: [core.account_mrr_months, staging.vendor_mrr, config.run]
section: 2
checks: [difference = mrr - vendor_mrr]
---*/
with vendor_rows as (
    select
        vendor_mrr.account_id,
        vendor_mrr.vendor,
        cast(date_trunc('month', vendor_mrr.month) as date) as month,
        vendor_mrr.mrr
    from staging.vendor_mrr
    cross join config.run
    where date_trunc('month', vendor_mrr.month) + interval 1 month <= run.as_of
),

theirs as (
    select account_id, vendor, month, sum(mrr) as mrr
    from vendor_rows
    group by account_id, vendor, month
),

covered as (
    select distinct vendor, month
    from theirs
),

-- who pays us and is not in the export counts as nothing there
ours as (
    select months.account_id, covered.vendor, months.month, months.mrr
    from core.account_mrr_months as months
    join covered on covered.month = months.month
    where months.mrr <> 0
),

compared as (
    select
        coalesce(ours.account_id, theirs.account_id) as account_id,
        coalesce(ours.month, theirs.month) as month,
        coalesce(ours.vendor, theirs.vendor) as vendor,
        coalesce(ours.mrr, 0) as mrr,
        coalesce(theirs.mrr, 0) as vendor_mrr,
        theirs.account_id is not null as is_in_export
    from ours
    full join theirs
        on theirs.account_id = ours.account_id
        and theirs.month = ours.month
        and theirs.vendor = ours.vendor
)

select
    replace(account_id, '/', '%2F') || '/' || strftime(month, '%Y-%m') || '/'
        || replace(vendor, '/', '%2F') as mrr_reconciliation_id,
    account_id,
    month,
    vendor,
    cast(vendor_mrr as decimal(18, 4)) as vendor_mrr,
    cast(mrr as decimal(18, 4)) as mrr,
    cast(mrr - vendor_mrr as decimal(18, 4)) as difference,
    round(mrr, 2) = round(vendor_mrr, 2) as is_equal,
    is_in_export
from compared
