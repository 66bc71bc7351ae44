-- Who the accounts are: latent size, contract habit, place, and the means of their hidden state.
with drawn as (
    select
        (number + 1)::bigint as account,
        demo.uniform(number + 1, 'size') as size_draw,
    from range(getvariable('accounts')) as numbers(number)
),

ranked as (
    select
        account,
        row_number() over (order by size_draw, account) as size_rank,
    from drawn
),

sized as (
    select
        account,
        size_rank = 1 as is_largest,
        (size_rank - 0.5) / getvariable('accounts') as size_share,
        size_share + 0.06 * (demo.uniform(account, 'plan') - 0.5) as plan_draw,
        case
            when is_largest or plan_draw < 0.10 then 4
            when plan_draw < 0.30 then 3
            when plan_draw < 0.68 then 2
            else 1
        end as first_plan,
        demo.uniform(account, 'contract') as contract_draw,
        case
            when is_largest then 'annual'
            when contract_draw < [0.25, 0.40, 0.60, 0.62][first_plan] then 'annual'
            when contract_draw < [0.25, 0.40, 0.65, 0.77][first_plan] then 'two_year'
            when contract_draw < [0.35, 0.60, 0.85, 0.90][first_plan] then 'quarterly'
            else 'monthly'
        end as contract,
    from ranked
),

dated as (
    select
        account,
        is_largest,
        size_share,
        first_plan,
        contract,
        case contract when 'annual' then 12 when 'two_year' then 24 when 'quarterly' then 3 end
            as term_months,
        demo.uniform(account, 'billing') as billing_draw,
        case
            when contract = 'monthly' then 1
            when contract = 'quarterly' then 3
            when contract = 'two_year' or billing_draw < 0.65 then 12
            when billing_draw < 0.90 then 3
            else 1
        end as billing_months,
        is_largest or demo.uniform(account, 'import') < 0.45 as is_imported,
        not is_imported and demo.uniform(account, 'conversion') < 0.05 as never_converts,
        1 + floor(35.5 * demo.uniform(account, 'start month') ^ 0.9)::integer as start_month,
        floor(28 * demo.uniform(account, 'start day'))::integer as start_day,
        (
            getvariable('window_start')::date
            + to_months(case when is_imported then 0 else start_month end)
            + to_days(case when is_imported then 0 else start_day end)
        )::date as start_on,
        not is_imported
        and (never_converts or (first_plan <= 2 and demo.uniform(account, 'trial') < 0.45))
            as has_trial,
    from sized
),

placed as (
    select
        account,
        demo.pick(['Americas', 'EMEA', 'EMEA', 'Americas', 'APAC'], account, 'region') as region,
        demo.pick(
            ['Software', 'Retail', 'Manufacturing', 'Health care', 'Logistics',
            'Financial services', 'Education', 'Media'],
            account,
            'industry'
        ) as industry,
    from dated
)

select
    account,
    printf('A%05d', account) as account_key,
    is_largest,
    size_share,
    first_plan,
    contract,
    term_months,
    billing_months,
    is_imported,
    never_converts,
    has_trial,
    start_month,
    start_on,
    region,
    industry,
    case region
        when 'Americas' then demo.pick(['US', 'US', 'US', 'CA', 'BR', 'MX'], account, 'country')
        when 'EMEA' then demo.pick(['GB', 'DE', 'FR', 'NL', 'ES', 'SE'], account, 'country')
        else demo.pick(['AU', 'JP', 'SG', 'IN'], account, 'country')
    end as country,
    -- value, adoption and relationship share a common part, as they do in life
    0.45 * demo.normal(account, 'common mean') as common_mean,
    common_mean + 0.40 * demo.normal(account, 'value mean') as value_mean,
    common_mean + 0.45 * demo.normal(account, 'adoption mean') as adoption_mean,
    common_mean + 0.45 * demo.normal(account, 'relationship mean')
        + case when size_share < 0.10 then 0.25 else 0 end as relationship_mean,
from dated
inner join placed using (account)
