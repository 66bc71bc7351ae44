/*---
grain: [scenario, segment, period]
says: >-
  What each scenario of scenarios.yml expects of the accounts of the newest vintage, beside what the
  model expects; no vintage is touched.
unit:
  arr: reporting currency per year
  retained_arr: reporting currency per year, at the prices of the vintage
  price_arr: reporting currency per year, that renewals bring on top
  model_retained_arr: reporting currency per year
source:
  - core.forecast_positions
  - core.scenario_paths
  - core.forecast_paths
  - core.account_segments
  - config.scenarios
section: 10
checks: [retained_arr >= 0 and retained_arr <= arr]
---*/
select
    scenarios.scenario || '/' || replace(segments.segment, '/', '%2F') || '/'
        || strftime(cast(paths.month + to_months(paths.lead_months) as date), '%Y-%m')
        as forecast_scenario_id,
    scenarios.scenario,
    any_value(scenarios.title) as title,
    segments.segment,
    any_value(paths.month) as vintage,
    cast(paths.month + to_months(paths.lead_months) as date) as period,
    paths.lead_months,
    cast(sum(positions.arr) as decimal(18, 4)) as arr,
    cast(
        sum(cast(cast(positions.arr as double) * paths.left_after as decimal(18, 4)))
        as decimal(18, 4)
    ) as retained_arr,
    cast(
        sum(
            cast(
                cast(positions.arr as double) * paths.left_after * (paths.price_factor - 1)
                as decimal(18, 4)
            )
        ) as decimal(18, 4)
    ) as price_arr,
    cast(
        sum(cast(cast(positions.arr as double) * model.left_after as decimal(18, 4)))
        as decimal(18, 4)
    ) as model_retained_arr
from core.forecast_positions as positions
join core.scenario_paths as paths
    on paths.month = positions.month
    and paths.term_months = positions.term_months
    and paths.first_lead = least(positions.first_lead, 13)
    and paths.lost_lead = positions.lost_lead
    and paths.status = positions.status
join core.forecast_paths as model
    on model.month = paths.month
    and model.term_months = paths.term_months
    and model.first_lead = paths.first_lead
    and model.lost_lead = paths.lost_lead
    and model.status = paths.status
    and model.lead_months = paths.lead_months
join config.scenarios on scenarios.scenario = paths.scenario
join core.account_segments as segments
    on segments.account_id = positions.account_id
    and segments.month = positions.month
group by scenarios.scenario, segments.segment, paths.month, paths.lead_months
