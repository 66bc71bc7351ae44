/*---
grain: [account_id, month]
says: >-
  In which criticality quadrant each customer stood in each month and in the one before, with both
  sides of it, what is missing where it is unknown, and the CSM's own guess.
unit: { importance: points, dependence_score: points, asymmetry: points, arr: currency per year }
source: [core.account_quadrants, core.account_months, core.account_attributes, config.run]
section: 6
incremental: month
---*/
with past as (
    select account_id, cast(month + interval 1 month as date) as month, quadrant
    from core.account_quadrants
    where month >= (select cast(recompute_from - interval 1 month as date) from config.run)
)

select
    replace(quadrants.account_id, '/', '%2F') || '/' || strftime(quadrants.month, '%Y-%m')
        as quadrant_id,
    quadrants.account_id,
    quadrants.month,
    months.arr,
    quadrants.is_critical_to_us,
    quadrants.is_critical_to_them,
    quadrants.importance,
    quadrants.dependence_score,
    quadrants.asymmetry,
    quadrants.quadrant,
    past.quadrant as quadrant_previous,
    quadrants.quadrant <> past.quadrant as has_moved,
    quadrants.missing,
    quadrants.quadrant_guess,
    quadrants.is_surprise,
    attributes.region,
    attributes.country,
    attributes.industry,
    attributes.size,
    attributes.plan,
    attributes.tier,
    attributes.csm_id,
    attributes.ultimate_parent_id
from core.account_quadrants as quadrants
join core.account_months as months
    on months.account_id = quadrants.account_id
    and months.month = quadrants.month
join core.account_attributes as attributes
    on attributes.account_id = quadrants.account_id
    and attributes.month = quadrants.month
left join past
    on past.account_id = quadrants.account_id
    and past.month = quadrants.month
where quadrants.month >= (select recompute_from from config.run)
