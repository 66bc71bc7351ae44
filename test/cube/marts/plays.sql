select
    concat_ws('/', account_id, plays.playbook, started) as play_id, account_id, plays.playbook,
    upper(plays.playbook[1]) || plays.playbook[2:] as playbook_title,
    date_trunc('month', started::date)::date as month, started::date as started_on,
    done::date as done_on, accounts.csm_id as owner, outcome, plays.status as health_status,
    2::integer as tier, '0-3' as lead_bucket, stayed as is_retained, 9::bigint as peers,
    0.75::double as peers_retained_share, compared::bigint as plays_compared,
    difference::double as difference, (difference - 0.2)::double as difference_low,
    (difference + 0.2)::double as difference_high
from (values
    ('a1', 'rescue', '2024-12-03', '2025-01-10', 'achieved', 'red', true, 2, 0.125),
    ('a2', 'rescue', '2025-01-20', null, null, 'red', false, 2, 0.125),
    ('a3', 'stabilise', '2025-01-20', '2025-02-01', 'no_change', 'yellow', false, 1, -0.75),
    ('a4', 'deepen_use', '2025-02-11', null, null, 'green', null, 0, null)
) as plays (account_id, playbook, started, done, outcome, status, stayed, compared, difference)
inner join marts.accounts using (account_id)
