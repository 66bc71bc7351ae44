/*---
grain: [vintage_to, period, account_id]
says: >-
  The accounts behind forecast_bridge, each with every effect on it, of the newest
  vintage and of the one before, which is that of the last closed month while a month is open.
unit: { amount_from: reporting currency per year, amount_to: reporting currency per year }
source: [core.forecast_bridges]
section: 11
checks:
  - >-
    decided + status_moved + arr_due_changed + dates_moved + relearned + accounts_changed
    = amount_to - amount_from
---*/
select
    strftime(vintage_to, '%Y-%m') || '/' || strftime(period, '%Y-%m')
        || '/' || replace(account_id, '/', '%2F') as forecast_bridge_account_id,
    vintage_from,
    vintage_to,
    period,
    account_id,
    amount_from,
    amount_to,
    decided,
    status_moved,
    arr_due_changed,
    dates_moved,
    relearned,
    accounts_changed
from core.forecast_bridges
where vintage_to >= (
    select cast(max(vintage_to) - interval 1 month as date)
    from core.forecast_bridges
)
