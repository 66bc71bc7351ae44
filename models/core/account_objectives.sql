/*---
grain: [account_id]
says: >-
  What each account's objectives amount to at as_of: how its success is measured, whether it is
  being achieved, and what that was worth against the recurring fees since the first agreement.
unit: { value: reporting currency, recurring_fees: reporting currency, value_multiple: ratio }
source: [core.objective_months, core.account_mrr_changes, config.run]
section: 14
---*/
with current_states as (
    select
        states.account_id,
        states.objective,
        states.unit,
        states.baseline,
        states.target,
        states.agreed_on,
        states.is_attained,
        states.is_on_track,
        states.value,
        states.attribution,
        states.bar_not_raised
    from core.objective_months as states
    cross join config.run
    where states.month = date_trunc('month', run.as_of)
),

accounts as (
    select
        account_id,
        count(*) as objectives,
        count(*) filter (where is_attained) as objectives_attained,
        count(*) filter (where not is_attained and is_on_track) as objectives_on_track,
        count(*) filter (where not is_attained and not is_on_track) as objectives_behind,
        bool_or(bar_not_raised) as bar_not_raised,
        min(agreed_on) as agreed_on,
        string_agg(
            concat(
                objective, ': ', coalesce(cast(baseline as varchar), '?'), ' to ',
                coalesce(cast(target as varchar), '?'), coalesce(' ' || unit, '')
            ),
            '; ' order by objective
        ) as success_measures,
        sum(value) as value,
        min(agreed_on) filter (where value is not null) as valued_since_on,
        -- as good as the weakest of what is counted
        arg_min(
            attribution,
            case attribution when 'stated' then 1 when 'agreed' then 2 else 3 end
        ) filter (where value is not null) as value_attribution
    from current_states
    group by account_id
),

levels as (
    select
        account_id,
        mrr_after,
        occurred_on,
        lead(occurred_on) over (partition by account_id order by occurred_on) as next_on
    from core.account_mrr_changes
),

fees as (
    select
        accounts.account_id,
        sum(
            cast(levels.mrr_after as double) * 12 / 365
            * date_diff(
                'second',
                greatest(cast(levels.occurred_on as timestamp), accounts.valued_since_on),
                least(cast(coalesce(levels.next_on, date '9999-12-31') as timestamp), run.as_of)
            ) / 86400.0
        ) as recurring_fees
    from accounts
    cross join config.run
    join levels
        on levels.account_id = accounts.account_id
        and levels.occurred_on < run.as_of
        and coalesce(levels.next_on, date '9999-12-31') > accounts.valued_since_on
    group by accounts.account_id
)

select
    accounts.account_id,
    cast(accounts.objectives as bigint) as objectives,
    cast(accounts.objectives_attained as bigint) as objectives_attained,
    accounts.success_measures,
    case
        when accounts.objectives_behind > 0 then 'behind'
        when accounts.objectives_on_track > 0 then 'on_track'
        when accounts.objectives_attained = accounts.objectives then 'attained'
        else 'unknown'
    end as success_status,
    accounts.bar_not_raised,
    accounts.agreed_on,
    cast(accounts.value as decimal(18, 4)) as value,
    accounts.value_attribution,
    cast(fees.recurring_fees as decimal(18, 4)) as recurring_fees,
    cast(accounts.value as double) / nullif(fees.recurring_fees, 0) as value_multiple
from accounts
left join fees on fees.account_id = accounts.account_id
