/*---
grain: [index, factor, segment]
says: >-
  Whether each factor of an index, and the index itself (factor `index`), told accounts that were
  then lost from those that stayed: the chance that a lost one scored lower, with its interval.
unit: { auc: share, auc_low: share, auc_high: share, lost_in_worst_fifth: share }
source:
  - core.loss_observations
  - core.account_segments
  - core.index_computed
  - marts.index_factors
  - config.indexes
lags:
  core.account_segments: config.indexes.evidence_to_months
  core.index_computed: config.indexes.evidence_to_months
  marts.index_factors: config.indexes.evidence_to_months
checks: [auc >= 0 and auc <= 1, auc_low <= auc and auc <= auc_high]
section: 5
---*/
with scores as (
    select account_id, month, index, factor, score
    from marts.index_factors
    where not is_missing
    union all
    select account_id, month, index, 'index', computed_score
    from core.index_computed
    where computed_score is not null
),

-- to a tenth of a point, so that what is counted does not grow with the accounts
rated as (
    select
        observed.index,
        scores.factor,
        segments.segment,
        observed.account_id,
        cast(round(scores.score * 10) as integer) as score,
        observed.arr,
        observed.is_lost
    from core.loss_observations as observed
    join scores
        on scores.account_id = observed.account_id
        and scores.month = observed.month
        and scores.index = observed.index
    join core.account_segments as segments
        on segments.account_id = observed.account_id
        and segments.month = observed.month
),

bins as (
    select
        index,
        factor,
        segment,
        score,
        count(*) filter (where is_lost) as lost,
        count(*) filter (where not is_lost) as kept,
        sum(arr) as arr,
        sum(arr) filter (where is_lost) as arr_lost
    from rated
    group by index, factor, segment, score
),

placed as (
    select
        index,
        factor,
        segment,
        lost,
        kept,
        arr,
        coalesce(arr_lost, 0) as arr_lost,
        sum(lost) over by_score - lost as lost_below,
        (sum(lost + kept) over by_score - (lost + kept) / 2.0)
            / sum(lost + kept) over (partition by index, factor, segment) as place
    from bins
    window by_score as (partition by index, factor, segment order by score)
),

-- each kept one is compared with every lost one: those below it, and half of those that are equal
sums as (
    select
        index,
        factor,
        segment,
        sum(lost) as lost,
        sum(kept) as kept,
        sum(cast(kept * (2 * lost_below + lost) as decimal(38, 0))) as lower_twice,
        sum(arr_lost) filter (where place < 0.2) as arr_lost_worst,
        sum(arr) filter (where place < 0.2) as arr_worst,
        sum(arr_lost) filter (where place >= 0.8) as arr_lost_best,
        sum(arr) filter (where place >= 0.8) as arr_best
    from placed
    group by index, factor, segment
),

-- months of one account are no independent cases: the interval counts accounts
by_account as (
    select index, factor, segment, account_id, bool_or(is_lost) as is_lost
    from rated
    group by index, factor, segment, account_id
),

accounts as (
    select
        index,
        factor,
        segment,
        count(*) as accounts,
        count(*) filter (where is_lost) as accounts_lost
    from by_account
    group by index, factor, segment
),

measured as (
    select
        sums.index,
        sums.factor,
        sums.segment,
        sums.lost + sums.kept as observations,
        accounts.accounts,
        accounts.accounts_lost,
        case
            when sums.lost > 0 and sums.kept > 0
                then cast(sums.lower_twice as double)
                    / (2 * cast(sums.lost as double) * cast(sums.kept as double))
        end as auc,
        cast(sums.arr_lost_worst as double) / nullif(cast(sums.arr_worst as double), 0)
            as lost_in_worst_fifth,
        cast(sums.arr_lost_best as double) / nullif(cast(sums.arr_best as double), 0)
            as lost_in_best_fifth,
        accounts.accounts_lost as many_lost,
        accounts.accounts - accounts.accounts_lost as many_kept
    from sums
    join accounts
        on accounts.index = sums.index
        and accounts.factor = sums.factor
        and accounts.segment = sums.segment
),

-- the standard error of an area under the curve by Hanley and McNeil
bounded as (
    select
        measured.index,
        measured.factor,
        measured.segment,
        measured.observations,
        measured.accounts,
        measured.accounts_lost,
        measured.auc,
        measured.lost_in_worst_fifth,
        measured.lost_in_best_fifth,
        indexes.evidence_z * sqrt(
            greatest(
                0,
                measured.auc * (1 - measured.auc)
                + (measured.many_lost - 1)
                    * (measured.auc / (2 - measured.auc) - measured.auc * measured.auc)
                + (measured.many_kept - 1)
                    * (
                        2 * measured.auc * measured.auc / (1 + measured.auc)
                        - measured.auc * measured.auc
                    )
            )
            / nullif(cast(measured.many_lost * measured.many_kept as double), 0)
        ) as reach,
        measured.many_lost >= indexes.evidence_min_lost as is_enough
    from measured
    join config.indexes as indexes on indexes.index = measured.index
)

select
    index || '/' || factor || '/' || segment as factor_evidence_id,
    index,
    factor,
    segment,
    cast(observations as bigint) as observations,
    accounts,
    accounts_lost,
    auc,
    greatest(0, auc - reach) as auc_low,
    least(1, auc + reach) as auc_high,
    lost_in_worst_fifth,
    lost_in_best_fifth,
    case
        when is_enough and auc - reach > 0.5 then 'supports'
        when is_enough and auc + reach < 0.5 then 'contradicts'
        else 'none'
    end as evidence
from bounded
