/*---
grain: [account_id, month, due_month]
says: >-
  What people had said of an account's renewal of a month by the end of an earlier one: the
  category of its opportunity as it stood then, or an override of index `renewal`.
source:
  - staging.opportunities
  - staging.overrides
  - core.forecast_vintages
  - config.forecast_categories
  - config.forecast_leads
section: 10
---*/
-- a deal that was touched later did not look like this then
with deals as (
    select
        opportunities.account_id,
        vintages.month,
        cast(date_trunc('month', opportunities.close_date) as date) as due_month,
        categories.category,
        categories.band,
        categories.stands_for as probability,
        false as is_override,
        opportunities.updated_at as said_at,
        opportunities.opportunity_id as opinion_id
    from staging.opportunities
    join config.forecast_categories as categories
        on categories.category = replace(lower(opportunities.forecast_category), '_', ' ')
    join core.forecast_vintages as vintages
        on opportunities.updated_at < vintages.snapshot_at
        and opportunities.close_date >= vintages.snapshot_at
        and datediff('month', vintages.month, opportunities.close_date) <= 12
    where opportunities.kind = 'renewal'
),

overridden as (
    select
        overrides.account_id,
        vintages.month,
        cast(vintages.month + to_months(leads.lead_months) as date) as due_month,
        overrides.status as category,
        overrides.score / 100 as probability,
        overrides.starts_on as said_at,
        overrides.author || '/' || overrides.reason as opinion_id
    from staging.overrides
    join core.forecast_vintages as vintages
        on overrides.starts_on < vintages.snapshot_at
        and overrides.expires_on >= vintages.snapshot_at
    cross join config.forecast_leads as leads
    where overrides.index = 'renewal'
),

said as (
    select account_id, month, due_month, category, band, probability, is_override, said_at,
        opinion_id
    from deals
    union all
    select
        overridden.account_id,
        overridden.month,
        overridden.due_month,
        categories.category,
        categories.band,
        coalesce(overridden.probability, categories.stands_for),
        true,
        overridden.said_at,
        overridden.opinion_id
    from overridden
    join config.forecast_categories as categories
        on categories.category = replace(lower(overridden.category), '_', ' ')
        or (
            overridden.category is null
            and categories.at_least <= overridden.probability
            and not exists (
                select 1
                from config.forecast_categories as better
                where better.band < categories.band
                    and better.at_least <= overridden.probability
            )
        )
),

ranked as (
    select
        *,
        row_number() over (
            partition by account_id, month, due_month
            order by is_override desc, said_at desc, opinion_id
        ) as nth
    from said
)

select account_id, month, due_month, category, band, cast(probability as double) as probability,
    is_override
from ranked
where nth = 1
