/*---
grain: [account_id, lost_on]
says: >-
  Each loss of a customer: what it was worth, the tier that it had, since when it was a customer,
  and the day of its notice, which is its last day where no notice is known.
unit: { arr: reporting currency per year }
source:
  - core.account_mrr_changes
  - core.subscription_rows
  - core.engagement_months
  - config.run
section: 12
checks: [notice_on <= lost_on, arr > 0]
---*/
with stints as (
    select
        account_id,
        occurred_on as lost_on,
        cast(mrr_before * 12 as decimal(18, 4)) as arr,
        max(case when mrr_before = 0 then occurred_on end) over (
            partition by account_id order by occurred_on
        ) as customer_since,
        mrr_after
    from core.account_mrr_changes
),

-- the first cancellation, in this stint, of what ended on that day
notices as (
    select
        stints.account_id,
        stints.lost_on,
        min(cast(subscriptions.cancelled_at as date)) as notice_on
    from stints
    cross join config.run
    join core.subscription_rows as subscriptions
        on subscriptions.account_id = stints.account_id
        and cast(subscriptions.ended_at as date) = stints.lost_on
        and subscriptions.cancelled_at < run.as_of
        and cast(subscriptions.cancelled_at as date)
            between stints.customer_since and stints.lost_on
    where stints.mrr_after = 0
    group by stints.account_id, stints.lost_on
)

select
    stints.account_id,
    stints.lost_on,
    stints.customer_since,
    coalesce(notices.notice_on, stints.lost_on) as notice_on,
    stints.arr,
    months.tier
from stints
left join notices
    on notices.account_id = stints.account_id
    and notices.lost_on = stints.lost_on
left join core.engagement_months as months
    on months.account_id = stints.account_id
    and months.month = date_trunc('month', coalesce(notices.notice_on, stints.lost_on))
where stints.mrr_after = 0
    and stints.arr > 0
