/*---
grain: [index, factor, segment, account_id]
says: >-
  The lost accounts behind factor_evidence, with what the factor, or the index itself (factor
  `index`), scored on average in the months from which they were seen to be lost.
unit: { observations: months, score: points }
source:
  - core.loss_observations
  - core.account_segments
  - core.index_computed
  - marts.index_factors
lags:
  core.account_segments: config.indexes.evidence_to_months
  core.index_computed: config.indexes.evidence_to_months
  marts.index_factors: config.indexes.evidence_to_months
checks: [score between 0 and 100]
section: 5
---*/
with lost as (
    select index, account_id, month
    from core.loss_observations
    where is_lost
),

scores as (
    select lost.index, lost.account_id, lost.month, factors.factor, factors.score
    from lost
    join marts.index_factors as factors
        on factors.account_id = lost.account_id
        and factors.month = lost.month
        and factors.index = lost.index
    where not factors.is_missing
    union all
    select lost.index, lost.account_id, lost.month, 'index', computed.computed_score
    from lost
    join core.index_computed as computed
        on computed.account_id = lost.account_id
        and computed.month = lost.month
        and computed.index = lost.index
    where computed.computed_score is not null
)

select
    scores.index,
    scores.factor,
    segments.segment,
    scores.account_id,
    count(*) as observations,
    cast(avg(cast(scores.score as decimal(18, 6))) as decimal(18, 6)) as score
from scores
join core.account_segments as segments
    on segments.account_id = scores.account_id
    and segments.month = scores.month
group by scores.index, scores.factor, segments.segment, scores.account_id
