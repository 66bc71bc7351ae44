/*---
grain: [line_id, due_month]
says: >-
  What became of what fell due in a month in a line of contracts; several subscriptions of a line
  count together, and the largest of them tells whether it was renewed. Settled is when the month's
  end tells it: late_days after the day due, and not before the month is over in which it fell due.
unit: { arr_due: reporting currency per year, renewed_arr: reporting currency per year }
source: [core.renewals, config.revenue, config.forecast]
section: 10
checks: [renewed_arr <= arr_due]
---*/
select
    renewals.line_id,
    cast(date_trunc('month', renewals.renewal_on) as date) as due_month,
    arg_max(renewals.account_id, renewals.renewal_on) as account_id,
    max(renewals.renewal_on) as renewal_on,
    cast(
        date_trunc(
            'month', max(renewals.renewal_on) + greatest(max(revenue.late_days) - 1, 0)
        ) as date
    ) as settled_month,
    max(renewals.term_months) as term_months,
    case
        when max(renewals.term_months) < max(forecast.atr_min_term_months) then 'monthly'
        else 'longer'
    end as term_class,
    bool_and(renewals.is_early) as is_early,
    min(renewals.decided_on) as decided_on,
    min(renewals.churned_on) as churned_on,
    arg_max(
        renewals.outcome <> 'churned',
        (renewals.arr_due, renewals.renewal_on, renewals.subscription_id)
    ) as is_renewed,
    cast(sum(renewals.arr_due) as decimal(18, 4)) as arr_due,
    cast(sum(renewals.renewed_arr) as decimal(18, 4)) as renewed_arr
from core.renewals as renewals
cross join config.revenue
cross join config.forecast
where renewals.outcome <> 'carried'
group by renewals.line_id, date_trunc('month', renewals.renewal_on)
-- while one is open, the others would teach a vintage what a later run takes back
having count(*) filter (where renewals.outcome = 'open') = 0
