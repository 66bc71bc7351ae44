/*---
title: Key features used, 28 days
says: >-
  Key features of product.yml that anybody of the account used in the 28 days before the month's
  snapshot; no row where product.yml names none.
unit: features
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
    cast(key_features_28d as double) as value
from core.usage_windows
where month >= (select recompute_from from config.run)
    and key_features > 0
