/*---
grain: [account_id, objective, month]
says: >-
  Each objective as it stood when each month ended, from the month in which it was agreed on: the
  terms of the newest agreement, the newest measurement, and whether it is on track. Accounts
  that never paid have one row, of the month of as_of.
unit: { value: reporting currency, attainment: share, expected_attainment: share }
source:
  - staging.objectives
  - staging.accounts
  - core.objective_measurements
  - core.month_spine
  - config.objective_settings
  - config.run
section: 14
checks: [agreed_on <= snapshot_at, measured_at < snapshot_at]
incremental: month
---*/
with latest as (
    select distinct month, snapshot_at, is_closed
    from core.month_spine
    where month = (select max(month) from core.month_spine)
),

snapshots as (
    select account_id, month, snapshot_at, is_closed
    from core.month_spine
    where month >= (select recompute_from from config.run)
    union all
    select distinct accounts.account_id, latest.month, latest.snapshot_at, latest.is_closed
    from staging.accounts as accounts
    cross join latest
    where accounts.account_id not in (select account_id from core.month_spine)
),

stated as (
    select
        account_id,
        objective,
        unit,
        baseline,
        target,
        attribution,
        origin,
        agreed_by,
        agreed_on,
        coalesce(agreed_on, measured_at, timestamp '0001-01-01') as agreed_at,
        due_on,
        coalesce(due_on, timestamp '0001-01-01') as due_order
    from staging.objectives
),

-- of one agreement the latest due date is the objective's own, nearer ones are on its way
terms as (
    select
        stated.account_id,
        stated.objective,
        snapshots.month,
        snapshots.snapshot_at,
        snapshots.is_closed,
        min(stated.agreed_at) as agreed_at,
        arg_max(unit, (agreed_at, due_order, unit)) as unit,
        arg_max(baseline, (agreed_at, due_order, baseline)) as baseline,
        arg_max(target, (agreed_at, due_order, target)) as target,
        arg_max(due_on, (agreed_at, due_order)) as due_on,
        arg_max(attribution, (agreed_at, due_order, attribution)) as attribution,
        arg_max(origin, (agreed_at, due_order, origin)) as origin,
        arg_max(agreed_by, (agreed_at, due_order, agreed_by)) as agreed_by
    from snapshots
    join stated
        on stated.account_id = snapshots.account_id
        and stated.agreed_at < snapshots.snapshot_at
    group by
        stated.account_id,
        stated.objective,
        snapshots.month,
        snapshots.snapshot_at,
        snapshots.is_closed
),

-- the farthest that a checkpoint already due asks for, as a share of the way
checkpoints as (
    select
        terms.account_id,
        terms.objective,
        terms.month,
        count(*) as checkpoints,
        max((stated.target - terms.baseline) / (terms.target - terms.baseline))
            filter (where stated.due_on < terms.snapshot_at) as share_due
    from terms
    join stated
        on stated.account_id = terms.account_id
        and stated.objective = terms.objective
        and stated.agreed_at < terms.snapshot_at
        and stated.due_on < terms.due_on
        and (stated.target - terms.baseline) / nullif(terms.target - terms.baseline, 0) > 0
        and (stated.target - terms.baseline) / nullif(terms.target - terms.baseline, 0) < 1
    group by terms.account_id, terms.objective, terms.month
),

progress as (
    select
        terms.account_id,
        terms.objective,
        terms.month,
        max(measurements.measured_at) as measured_at,
        arg_max(measurements.measured_value, measurements.measured_at) as current_value,
        min(measurements.measured_at) filter (where measurements.attainment >= 1) as attained_at,
        sum(measurements.value) as value
    from terms
    join core.objective_measurements as measurements
        on measurements.account_id = terms.account_id
        and measurements.objective = terms.objective
        and measurements.measured_at < terms.snapshot_at
    group by terms.account_id, terms.objective, terms.month
),

states as (
    select
        terms.account_id,
        terms.objective,
        terms.month,
        terms.snapshot_at,
        terms.is_closed,
        terms.unit,
        terms.agreed_at,
        terms.agreed_by,
        terms.origin,
        cast(terms.baseline as double) as baseline,
        cast(terms.target as double) as target,
        terms.due_on,
        progress.current_value,
        progress.measured_at,
        progress.attained_at,
        cast(progress.value as decimal(18, 4)) as value,
        terms.attribution,
        (progress.current_value - terms.baseline) / nullif(terms.target - terms.baseline, 0)
            as attainment,
        case
            when terms.due_on < terms.snapshot_at then 1
            when checkpoints.checkpoints > 0 then coalesce(cast(share_due as double), 0)
            when terms.agreed_at > timestamp '0001-01-01'
                then greatest(
                    least(
                        date_diff('second', terms.agreed_at, terms.snapshot_at)
                            / nullif(date_diff('second', terms.agreed_at, terms.due_on), 0), 1
                    ), 0
                )
        end as expected_attainment
    from terms
    left join progress
        on progress.account_id = terms.account_id
        and progress.objective = terms.objective
        and progress.month = terms.month
    left join checkpoints
        on checkpoints.account_id = terms.account_id
        and checkpoints.objective = terms.objective
        and checkpoints.month = terms.month
),

-- the next one is agreed on after this one was
raised as (
    select distinct states.account_id, states.objective, states.month
    from states
    cross join config.objective_settings as settings
    join stated
        on stated.account_id = states.account_id
        and stated.objective <> states.objective
        and stated.agreed_at > states.agreed_at
        and stated.agreed_at < states.snapshot_at
        and stated.agreed_at < states.attained_at
            + to_days(cast(settings.next_objective_days + 1 as integer))
)

select
    states.account_id,
    states.objective,
    states.month,
    states.snapshot_at,
    states.is_closed,
    states.unit,
    nullif(cast(states.agreed_at as date), date '0001-01-01') as agreed_on,
    states.agreed_by,
    states.origin,
    states.baseline,
    states.target,
    cast(states.due_on as date) as due_on,
    states.current_value,
    states.measured_at,
    states.attainment,
    states.expected_attainment,
    states.attainment >= 1 as is_attained,
    case
        when states.attainment >= 1 then true
        when states.expected_attainment is not null
            then states.attainment >= states.expected_attainment
    end as is_on_track,
    cast(states.attained_at as date) as attained_on,
    states.value,
    case
        when lower(states.attribution) in ('agreed', 'measured') then lower(states.attribution)
        else 'stated'
    end as attribution,
    coalesce(
        states.attained_at + to_days(cast(settings.next_objective_days + 1 as integer))
            <= states.snapshot_at
        and raised.objective is null,
        false
    ) as bar_not_raised
from states
cross join config.objective_settings as settings
left join raised
    on raised.account_id = states.account_id
    and raised.objective = states.objective
    and raised.month = states.month
