-- Success tool: why accounts left, where somebody wrote it down.
with known as (
    select
        losses.*,
        hash(hash(getvariable('seed'), losses.subscription_key)) as draw,
        (draw % 1000)::double / 1000 as luck,
        case
            when luck < 0.10 then 'no_reply'
            when luck < 0.20 then 'acquired'
            when luck < 0.28 then 'out_of_business'
            when luck < 0.36 then 'budget_cut'
            when value <= adoption and value <= relationship
                then case when luck < 0.65 then 'missing_value' else 'chose_competitor' end
            when adoption <= relationship then 'low_adoption'
            when luck < 0.60 then 'sponsor_left'
            when luck < 0.80 then 'poor_support'
            else 'price'
        end as reason,
    from demo.losses as losses
)

select
    account_key as account_ref,
    subscription_key as subscription_ref,
    reason,
    case
        when reason = 'no_reply' then 'Unknown'
        when reason in ('acquired', 'out_of_business', 'budget_cut') then 'Uncontrollable'
        else 'Controllable'
    end as class,
    case
        when reason in ('chose_competitor', 'price')
            then ['Rival A', 'Rival B', 'In-house'][1 + ((draw >> 20) % 3)::integer]
    end as competitor,
    strftime(cancelled_on, '%Y-%m-%d') as noticed,
    'success team' as recorded_by,
from known
where (draw >> 30) % 100 < 88
order by noticed, subscription_ref
