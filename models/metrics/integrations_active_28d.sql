/*---
title: Active integrations, 28 days
says: >-
  Integrations of product.yml that anybody of the account used in the 28 days before the month's
  snapshot; no row where product.yml names none.
unit: integrations
direction: higher_is_better
window_days: 28
provenance: product
entities: [usage_events]
grain: [account_id, month]
source: [core.usage_windows, config.run]
checks: [value >= 0]
section: 4
incremental: month
---*/
select
    account_id,
    month,
    cast(integrations_28d as double) as value
from core.usage_windows
where month >= (select recompute_from from config.run)
    and integrations > 0
