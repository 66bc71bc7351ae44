-- Finance: what somebody wrote beside a month that missed its plan.
select
    notes.metric as "Metric",
    strftime(months.starts_on, '%Y-%m') as "Month",
    notes.author as "Author",
    notes.why as "Why",
    notes.action as "Action",
from (
    values
        ('churned_arr', 27, 'finance', 'Small accounts left after the price rise',
            'Offer the old price for a year to accounts below ten seats'),
        ('churned_arr', 33, 'success', 'Sign-in outage a quarter earlier',
            'Executive call with every account that was hit'),
        ('new_arr', 30, 'sales', 'A rival undercut the small plans', 'Bundle onboarding')
) as notes(metric, month_no, author, why, action)
inner join demo.months as months using (month_no)
order by "Month", "Author"
