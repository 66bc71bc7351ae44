/*---
grain: [account_id, month, question]
says: >-
  The newest judgement of each question about a customer before each month's snapshot, for the
  questions that an index asks.
source: [staging.assessments, core.account_months, config.index_factors, config.run]
section: 5
incremental: month
---*/
with questions as (
    select distinct metric as question
    from config.index_factors
    where source = 'assessment'
),

-- of several judgements at one instant the last author's counts
judged as (
    select
        assessments.account_id,
        assessments.question,
        assessments.assessed_at,
        assessments.author,
        assessments.score,
        lead(assessments.assessed_at) over (
            partition by assessments.account_id, assessments.question
            order by assessments.assessed_at, assessments.author, assessments.score
        ) as replaced_at
    from staging.assessments
    join questions on questions.question = assessments.question
)

select
    months.account_id,
    months.month,
    judged.question,
    judged.author,
    judged.assessed_at,
    cast(judged.score as double) as score
from core.account_months as months
join judged
    on judged.account_id = months.account_id
    and judged.assessed_at < months.snapshot_at
    and (judged.replaced_at is null or judged.replaced_at >= months.snapshot_at)
where months.is_customer
    and months.month >= (select recompute_from from config.run)
