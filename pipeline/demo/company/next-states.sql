-- One month of every account's hidden state: what it keeps of the last, plus news, plus shocks.
with previous as (
    select
        states.account,
        states.value_drift,
        states.adoption_drift,
        states.relationship_drift,
        account * 100 + $month::integer as draw,
        demo.uniform(draw, 'sponsor') < 0.011 * exp(-0.5 * states.relationship)
        and $month::integer > 0 as sponsor_leaves,
        coalesce(demo.uniform(account * 10 + shock_no, 'shock') < shocks.reach, false)
            as is_touched,
        case when is_touched then shocks.value_effect else 0 end as value_shock,
        case when is_touched then shocks.adoption_effect else 0 end as adoption_shock,
        case when is_touched then shocks.relationship_effect else 0 end as relationship_shock,
    from demo.states as states
    left join demo.shocks as shocks
        on shocks.month_no = $month::integer
    where states.month_no = $month::integer - 1
),

drifted as (
    select
        account,
        sponsor_leaves,
        is_touched,
        0.88 * value_drift + 0.31 * demo.normal(draw, 'value') + value_shock
            - case when sponsor_leaves then 0.15 else 0 end as value_drift,
        0.90 * adoption_drift + 0.27 * demo.normal(draw, 'adoption') + adoption_shock
            as adoption_drift,
        0.85 * relationship_drift + 0.33 * demo.normal(draw, 'relationship') + relationship_shock
            - case when sponsor_leaves then 0.70 else 0 end as relationship_drift,
    from previous
)

select
    drifted.account,
    $month::integer as month_no,
    drifted.value_drift,
    drifted.adoption_drift,
    drifted.relationship_drift,
    accounts.value_mean + drifted.value_drift as value,
    accounts.adoption_mean + drifted.adoption_drift as adoption,
    accounts.relationship_mean + drifted.relationship_drift as relationship,
    0.42 * value + 0.33 * adoption + 0.25 * relationship as health,
    drifted.sponsor_leaves,
    drifted.is_touched as is_hit,
from drifted
inner join demo.accounts as accounts using (account)
