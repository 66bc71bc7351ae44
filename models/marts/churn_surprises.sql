/*---
grain: [account_id, churned_on]
says: >-
  Every lost account whose health was still in a fine band six, three or one months before it
  left: what its health was on the way, when it first warned, and why the account left.
unit: { arr_lost: reporting currency per year, days_of_warning: days }
source:
  - core.account_months
  - core.account_mrr_changes
  - core.account_attributes
  - core.segment_lists
  - core.subscription_rows
  - marts.index_scores
  - marts.index_factors
  - staging.churn_reasons
  - config.index_bands
checks: [days_of_warning >= 0, arr_lost >= 0]
section: 5
---*/
with losses as (
    select
        changes.account_id,
        changes.occurred_on as churned_on,
        cast(date_trunc('month', changes.occurred_on) as date) as month
    from core.account_mrr_changes as changes
    join core.account_months as months
        on months.account_id = changes.account_id
        and months.month = date_trunc('month', changes.occurred_on)
    where changes.mrr_after = 0
        and not months.is_customer
    qualify row_number() over (
        partition by changes.account_id, date_trunc('month', changes.occurred_on)
        order by changes.occurred_on desc
    ) = 1
),

-- notice is a cancellation in the year before the loss, else the loss itself
notices as (
    select
        losses.account_id,
        losses.churned_on,
        min(cast(subscriptions.cancelled_at as date)) as notice_on
    from losses
    join core.subscription_rows as subscriptions
        on subscriptions.account_id = losses.account_id
        and subscriptions.cancelled_at < losses.churned_on + interval 1 day
        and subscriptions.cancelled_at >= losses.churned_on - interval 12 month
    group by losses.account_id, losses.churned_on
),

paths as (
    select
        losses.account_id,
        losses.churned_on,
        losses.month,
        datediff('month', scores.month, losses.month) as months_before,
        scores.month as scored_month,
        scores.status,
        scores.arr,
        months.snapshot_at,
        coalesce(bands.is_fine, false) as is_fine,
        coalesce(not bands.is_fine, false) as is_warning
    from losses
    join marts.index_scores as scores
        on scores.account_id = losses.account_id
        and scores.index = 'health'
        and scores.month < losses.month
        and scores.month >= losses.month - interval 6 month
    join core.account_months as months
        on months.account_id = scores.account_id
        and months.month = scores.month
    left join config.index_bands as bands
        on bands.index = scores.index
        and bands.status = scores.status
),

summaries as (
    select
        account_id,
        churned_on,
        any_value(month) as month,
        max(status) filter (where months_before = 6) as status_6m,
        max(status) filter (where months_before = 3) as status_3m,
        max(status) filter (where months_before = 1) as status_1m,
        string_agg(status, ' > ' order by scored_month) as status_path,
        min(cast(snapshot_at as date)) filter (where is_warning) as first_warning_on,
        arg_max(arr, scored_month) as arr_lost,
        max(scored_month) as last_month
    from paths
    group by account_id, churned_on
    having bool_or(is_fine and months_before in (1, 3, 6))
),

lacking as (
    select
        factors.account_id,
        factors.month,
        string_agg(factors.factor, ', ' order by factors.factor) as factors_missing
    from marts.index_factors as factors
    join summaries
        on summaries.account_id = factors.account_id
        and summaries.last_month = factors.month
    where factors.index = 'health' and factors.is_missing and factors.weight > 0
    group by factors.account_id, factors.month
),

-- the reason that was noted nearest to the loss
reasons as (
    select
        summaries.account_id,
        summaries.churned_on,
        reasons.reason,
        coalesce(reasons.class, 'unknown') as class,
        reasons.competitor
    from summaries
    join staging.churn_reasons as reasons on reasons.account_id = summaries.account_id
    qualify row_number() over (
        partition by summaries.account_id, summaries.churned_on
        order by
            abs(datediff('day', summaries.churned_on, reasons.noticed_at)) nulls last,
            reasons.reason
    ) = 1
)

select
    replace(summaries.account_id, '/', '%2F')
        || '/' || strftime(summaries.churned_on, '%Y-%m-%d') as churn_surprise_id,
    summaries.account_id,
    summaries.churned_on,
    summaries.month,
    cast(summaries.arr_lost as decimal(18, 4)) as arr_lost,
    summaries.status_6m,
    summaries.status_3m,
    summaries.status_1m,
    summaries.status_path,
    summaries.first_warning_on,
    coalesce(notices.notice_on, summaries.churned_on) as notice_on,
    coalesce(
        greatest(
            0,
            datediff(
                'day',
                summaries.first_warning_on,
                coalesce(notices.notice_on, summaries.churned_on)
            )
        ),
        0
    ) as days_of_warning,
    lacking.factors_missing,
    reasons.reason as churn_reason,
    reasons.class as churn_class,
    reasons.competitor,
    attributes.region,
    attributes.country,
    attributes.industry,
    attributes.size,
    attributes.plan,
    attributes.tier,
    attributes.csm_id,
    attributes.ultimate_parent_id,
    lists.segments
from summaries
left join notices
    on notices.account_id = summaries.account_id
    and notices.churned_on = summaries.churned_on
left join lacking
    on lacking.account_id = summaries.account_id
    and lacking.month = summaries.last_month
left join reasons
    on reasons.account_id = summaries.account_id
    and reasons.churned_on = summaries.churned_on
left join core.account_attributes as attributes
    on attributes.account_id = summaries.account_id
    and attributes.month = summaries.last_month
left join core.segment_lists as lists
    on lists.account_id = summaries.account_id
    and lists.month = summaries.last_month
