/*---
grain: [vintage, account_id, subscription_id, renewal_on]
says: >-
  What each vintage expected of each renewal due in its twelve periods: known by notice or an early
  signature, else by the health of the account as the vintage closed, with how much was seen
  behind it. What people said stands beside and is not mixed in.
unit:
  arr: reporting currency per year, as the vintage closed
  arr_reaching: reporting currency per year
  expected_arr: reporting currency per year
  probability: share
  n: renewals
source:
  - core.forecast_positions
  - core.forecast_rates
  - core.forecast_paths
  - core.forecast_vintages
  - core.forecast_opinions
  - core.renewals
  - core.forecast_statuses
  - staging.ledger_sealed_renewals
  - config.forecast
  - config.forecast_categories
  - config.forecast_leads
section: 10
checks:
  - probability >= 0 and probability <= 1
  - probability_low <= probability and probability <= probability_high
  - expected_arr <= arr_reaching and arr_reaching <= arr
incremental: month
view: true
---*/
-- by kind of contract first: of these there are few
with rates as (
    select
        rates.*,
        (
            select min(categories.band)
            from config.forecast_categories as categories
            where categories.at_least <= rates.probability
        ) as band
    from core.forecast_rates as rates
),

kinds as (
    select
        paths.path_no,
        paths.status,
        paths.lead_months,
        leads.lead_bucket,
        case when paths.lost_lead = -1 then 'model' else 'known' end as basis,
        case
            when paths.lost_lead = -1 then rates.prior
            else cast(paths.lead_months < paths.lost_lead as integer)
        end as probability_prior,
        case
            when paths.lost_lead = -1 then rates.probability
            else cast(paths.lead_months < paths.lost_lead as integer)
        end as probability,
        case
            when paths.lost_lead = -1 then rates.probability_logo
            else cast(paths.lead_months < paths.lost_lead as integer)
        end as probability_logo,
        rates.n,
        case
            when paths.lost_lead = -1 then rates.probability_low
            else cast(paths.lead_months < paths.lost_lead as integer)
        end as probability_low,
        case
            when paths.lost_lead = -1 then rates.probability_high
            else cast(paths.lead_months < paths.lost_lead as integer)
        end as probability_high,
        case when paths.lost_lead = -1 then rates.kept_share else 1 end as kept_share,
        paths.left_before,
        paths.left_after,
        case when paths.lost_lead = -1 then rates.band end as band
    from core.forecast_paths as paths
    join config.forecast_leads as leads on leads.lead_months = paths.lead_months
    join rates
        on rates.month = paths.month
        and rates.term_months = paths.term_months
        and rates.lead_bucket = leads.lead_bucket
        and rates.status = paths.status
    where paths.is_renewal
        and (
            paths.lost_lead = -1
            or paths.lead_months <= greatest(paths.first_lead, paths.lost_lead)
        )
),

expected as (
    select
        positions.month,
        vintages.origin,
        vintages.is_provisional,
        positions.account_id,
        positions.subscription_id,
        cast(
            positions.renewal_on
            + to_months(cast(kinds.lead_months - positions.first_lead as integer))
            as date
        ) as renewal_on,
        kinds.basis,
        positions.status,
        kinds.lead_months,
        kinds.lead_bucket,
        positions.term_class,
        positions.term_months,
        positions.arr,
        kinds.probability_prior,
        kinds.probability,
        kinds.probability_logo,
        kinds.n,
        kinds.probability_low,
        kinds.probability_high,
        kinds.kept_share,
        cast(cast(positions.arr as double) * kinds.left_before as decimal(18, 4))
            as arr_reaching,
        cast(cast(positions.arr as double) * kinds.left_after as decimal(18, 4)) as expected_arr,
        kinds.band
    from core.forecast_positions as positions
    join core.forecast_vintages as vintages on vintages.month = positions.month
    join kinds
        on kinds.path_no = positions.path_no
        and kinds.status = positions.status
    where not vintages.is_sealed
    union all
    -- signed before the vintage closed for a term that ends after it
    select
        vintages.month,
        vintages.origin,
        vintages.is_provisional,
        renewals.account_id,
        renewals.subscription_id,
        renewals.renewal_on,
        'known',
        statuses.status,
        leads.lead_months,
        leads.lead_bucket,
        'longer',
        renewals.term_months,
        renewals.arr_due,
        1,
        1,
        1,
        0,
        1,
        1,
        1,
        renewals.arr_due,
        renewals.renewed_arr,
        null
    from core.renewals as renewals
    cross join config.forecast
    join core.forecast_vintages as vintages
        on vintages.snapshot_at > renewals.decided_on
        and vintages.snapshot_at <= renewals.renewal_on
        and not vintages.is_sealed
    join config.forecast_leads as leads
        on leads.lead_months = datediff('month', vintages.month, renewals.renewal_on)
    join core.forecast_statuses as statuses
        on statuses.account_id = renewals.account_id
        and statuses.month = vintages.month
    where renewals.is_early_renewal and renewals.term_months >= forecast.atr_min_term_months
)

select
    expected.month as vintage,
    expected.month,
    expected.origin,
    expected.is_provisional,
    expected.account_id,
    expected.subscription_id,
    expected.renewal_on,
    cast(date_trunc('month', expected.renewal_on) as date) as period,
    expected.basis,
    expected.status,
    cast(expected.lead_months as integer) as lead_months,
    expected.lead_bucket,
    expected.term_class,
    expected.term_months,
    expected.arr,
    expected.probability_prior,
    expected.probability,
    expected.probability_logo,
    expected.n,
    expected.probability_low,
    expected.probability_high,
    expected.kept_share,
    expected.arr_reaching,
    expected.expected_arr,
    opinions.category as human_category,
    opinions.probability as human_probability,
    case
        when opinions.band is null or expected.basis = 'known' then null
        else abs(opinions.band - expected.band) > 1
    end as disagrees
from expected
left join core.forecast_opinions as opinions
    on opinions.month = expected.month
    and opinions.account_id
        = case when expected.term_class = 'longer' then expected.account_id end
    and opinions.due_month = date_trunc('month', expected.renewal_on)

union all

-- sealed as its month had ended
select
    sealed.vintage,
    sealed.month,
    sealed.origin,
    sealed.is_provisional,
    sealed.account_id,
    sealed.subscription_id,
    sealed.renewal_on,
    sealed.period,
    sealed.basis,
    sealed.status,
    sealed.lead_months,
    sealed.lead_bucket,
    sealed.term_class,
    sealed.term_months,
    sealed.arr,
    sealed.probability_prior,
    sealed.probability,
    sealed.probability_logo,
    sealed.n,
    sealed.probability_low,
    sealed.probability_high,
    sealed.kept_share,
    sealed.arr_reaching,
    sealed.expected_arr,
    sealed.human_category,
    sealed.human_probability,
    sealed.disagrees
from staging.ledger_sealed_renewals as sealed
