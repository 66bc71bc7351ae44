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
  - core.forecast_chances
  - core.forecast_vintages
  - core.forecast_opinions
  - core.renewals
  - core.forecast_statuses
  - staging.ledger_sealed_renewals
  - config.forecast
  - config.forecast_leads
section: 10
checks:
  - probability >= 0 and probability <= 1
  - probability_low <= probability and probability <= probability_high
  - expected_arr <= arr_reaching and arr_reaching <= arr
incremental: month
view: true
---*/
with expected as (
    select
        positions.month,
        positions.account_id,
        positions.subscription_id,
        cast(
            positions.renewal_on
            + to_months(cast(chances.lead_months - positions.first_lead as integer))
            as date
        ) as renewal_on,
        chances.basis,
        positions.status,
        chances.lead_months,
        chances.lead_bucket,
        positions.term_class,
        positions.term_months,
        positions.arr,
        chances.probability_prior,
        chances.probability,
        chances.probability_logo,
        chances.n,
        chances.probability_low,
        chances.probability_high,
        chances.kept_share,
        cast(cast(positions.arr as double) * chances.left_before as decimal(18, 4))
            as arr_reaching,
        cast(cast(positions.arr as double) * chances.left_after as decimal(18, 4)) as expected_arr,
        chances.band
    from core.forecast_positions as positions
    join core.forecast_chances as chances
        on chances.path_no = positions.path_no
        and chances.status = positions.status
    union all
    -- signed before the vintage closed for a term that ends after it
    select
        vintages.month,
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
    vintages.origin,
    vintages.is_provisional,
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
join core.forecast_vintages as vintages on vintages.month = expected.month
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
