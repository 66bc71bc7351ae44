-- The hidden state four months before the window, drawn from where it would settle.
select
    account,
    -4 as month_no,
    0.65 * demo.normal(account, 'first value') as value_drift,
    0.62 * demo.normal(account, 'first adoption') as adoption_drift,
    0.63 * demo.normal(account, 'first relationship') as relationship_drift,
    value_mean + value_drift as value,
    adoption_mean + adoption_drift as adoption,
    relationship_mean + relationship_drift as relationship,
    0.42 * value + 0.33 * adoption + 0.25 * relationship as health,
    false as sponsor_leaves,
    false as is_hit,
from demo.accounts
