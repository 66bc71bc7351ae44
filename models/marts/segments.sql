/*---
grain: [segment]
says: The segments of config/segments.yml by what they are called; `all` has every account.
source: [config.segments]
section: 1
---*/
select segment, title
from config.segments
