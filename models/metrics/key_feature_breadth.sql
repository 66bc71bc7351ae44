/*---
title: Breadth of key features
says: >-
  Share of the key features of product.yml that were used in the 28 days before the month's
  snapshot.
unit: share
direction: higher_is_better
window_days: 28
provenance: product
entities: [usage_events]
grain: [account_id, month]
source: [core.usage_windows, config.run]
checks: [value between 0 and 1]
section: 4
incremental: month
---*/
select
    account_id,
    month,
    key_features_28d / cast(key_features as double) as value
from core.usage_windows
where month >= (select recompute_from from config.run)
    and key_features > 0
