/*---
grain: [account_id, month]
says: >-
  What looking after each customer takes in a month by the touch model of its tier: its phase and
  the hours of a CSM.
unit: { hours_needed: hours per month, arr: reporting currency per year }
source:
  - core.account_months
  - core.account_mrr_changes
  - staging.accounts
  - config.tiers
  - config.books
  - config.touch_models
  - config.touch_activities
  - config.run
section: 13
checks: [hours_needed >= 0]
incremental: month
---*/
with hours as (
    select
        touch_model,
        phase,
        sum(times_per_year * minutes) filter (where done_by = 'csm') / 12 / 60 as hours_needed
    from config.touch_activities
    group by touch_model, phase
),

firsts as (
    select account_id, min(occurred_on) as first_on
    from core.account_mrr_changes
    where mrr_after > 0
    group by account_id
),

go_lives as (
    select account_id, min(go_live_at) as go_live_at
    from staging.accounts
    group by account_id
),

phases as (
    select
        months.account_id,
        months.month,
        months.csm_id,
        months.tier,
        months.mrr,
        months.arr,
        tiers.touch_model,
        case
            when go_lives.go_live_at < months.snapshot_at then 'ongoing'
            when months.snapshot_at < firsts.first_on + to_days(books.onboarding_days)
                then 'onboarding'
            else 'ongoing'
        end as phase
    from core.account_months as months
    cross join config.books
    join config.tiers on tiers.tier = months.tier
    join firsts on firsts.account_id = months.account_id
    left join go_lives on go_lives.account_id = months.account_id
    where months.mrr > 0
        and months.month >= (select recompute_from from config.run)
)

select
    phases.account_id,
    phases.month,
    phases.csm_id,
    phases.tier,
    phases.touch_model,
    phases.phase,
    phases.mrr,
    phases.arr,
    -- a touch model that nobody described takes an unknown number of hours; decimals, so that
    -- their sums are the same in any order of rows
    cast(
        case when touch_models.touch_model is not null then coalesce(hours.hours_needed, 0) end
        as decimal(18, 6)
    ) as hours_needed,
    touch_models.accounts_at_least,
    touch_models.accounts_at_most
from phases
left join config.touch_models on touch_models.touch_model = phases.touch_model
left join hours
    on hours.touch_model = phases.touch_model
    and hours.phase = phases.phase
