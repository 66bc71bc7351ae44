/*---
grain: [account_id, milestone]
says: >-
  Each milestone of each account that ever paid: those that journey.yml expects of everybody and
  those that a source names; due as stated, else by the days that are expected.
unit: { days_from_start: days, days_from_previous: days, expected_days: days }
source:
  - core.month_spine
  - core.source_starts
  - staging.milestones
  - config.journey_milestones
  - config.run
section: 8
---*/
with accounts as (
    select account_id, min(first_on) as first_on
    from core.month_spine
    group by account_id
),

stated as (
    select
        milestones.account_id,
        milestones.milestone,
        cast(min(milestones.reached_at) filter (where milestones.reached_at < run.as_of) as date)
            as reached_on,
        cast(min(milestones.due_on) as date) as due_on
    from staging.milestones
    cross join config.run
    group by milestones.account_id, milestones.milestone
),

-- nothing is expected of who paid before the first milestone of anybody and has none
observed as (
    select accounts.account_id
    from accounts
    join core.source_starts as starts on starts.entity = 'milestones'
    where date_trunc('month', accounts.first_on) >= date_trunc('month', starts.starts_at)
    union
    select account_id
    from stated
),

named as (
    select observed.account_id, expected.milestone
    from observed
    cross join config.journey_milestones as expected
    union
    select account_id, milestone
    from stated
),

dated as (
    select
        accounts.account_id,
        accounts.first_on,
        named.milestone,
        coalesce(expected.title, named.milestone) as title,
        expected.position,
        expected.expected_days,
        stated.reached_on,
        coalesce(stated.due_on, accounts.first_on + expected.expected_days) as due_on
    from accounts
    join named on named.account_id = accounts.account_id
    left join stated
        on stated.account_id = named.account_id
        and stated.milestone = named.milestone
    left join config.journey_milestones as expected on expected.milestone = named.milestone
)

select
    replace(dated.account_id, '/', '%2F') || '/' || replace(dated.milestone, '/', '%2F')
        as journey_milestone_id,
    dated.account_id,
    dated.milestone,
    dated.title,
    dated.position,
    dated.reached_on,
    dated.due_on,
    cast(dated.reached_on - dated.first_on as integer) as days_from_start,
    cast(
        dated.reached_on - lag(dated.reached_on) over (
            partition by dated.account_id order by dated.reached_on, dated.position, dated.milestone
        ) as integer
    ) as days_from_previous,
    dated.expected_days,
    dated.reached_on is null and coalesce(dated.due_on < cast(run.as_of as date), false)
        as is_overdue
from dated
cross join config.run
