-- Product: what was launched and when.
with launches as (
    select
        releases.release_no,
        releases.feature,
        (getvariable('window_start')::date + to_months(releases.month_no::integer)
            + to_days(releases.day_no::integer))::date as released_on,
    from (
        values (1, 'alerts', 3, 13), (2, 'sharing', 7, 5), (3, 'templates', 11, 19),
        (4, 'automations', 15, 6), (5, 'api', 20, 11), (6, 'integrations', 25, 17),
        (7, 'forecasts', 30, 3), (8, 'report_export', 34, 9)
    ) as releases(release_no, feature, month_no, day_no)
)

select
    printf('R-%02d', release_no) as release,
    feature,
    strftime(released_on, '%Y-%m-%d') as released,
from launches
order by release_no
