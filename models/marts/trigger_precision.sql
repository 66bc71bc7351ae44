/*---
grain: [source, trigger, tier]
says: >-
  How much each trigger and each factor of health warned of losses: what was flagged before its
  notice and how many days ahead, by ARR; and how often its signals were followed by a loss,
  against how often customers of the tier are lost anyway. Tier 0 is of accounts whose tier was
  not known yet.
unit:
  lost_arr: reporting currency per year
  flagged_arr: reporting currency per year
  early_arr: reporting currency per year
  days_of_warning: days
  precision: share
  base_rate: share
source:
  - core.loss_warnings
  - core.warning_signals
  - core.factor_warnings
  - core.account_losses
  - core.engagement_months
  - config.engagement
  - config.moments
  - config.run
section: 12
checks:
  - flagged_accounts <= lost_accounts and early_accounts <= flagged_accounts
  - flagged_arr <= lost_arr and early_arr <= flagged_arr
  - signals_followed <= signals
---*/
with found as (
    select
        warnings.source,
        warnings.trigger,
        warnings.tier,
        count(*) as lost_accounts,
        sum(warnings.arr) as lost_arr,
        count(warnings.first_warning_on) as flagged_accounts,
        sum(warnings.arr) filter (where warnings.first_warning_on is not null) as flagged_arr,
        count(*) filter (where warnings.days_of_warning >= engagement.early_days)
            as early_accounts,
        sum(warnings.arr) filter (where warnings.days_of_warning >= engagement.early_days)
            as early_arr,
        sum(warnings.arr * warnings.days_of_warning) as warned_arr_days
    from core.loss_warnings as warnings
    cross join config.engagement
    group by warnings.source, warnings.trigger, warnings.tier
),

signals as (
    select source, trigger, account_id, signal, raised_on, tier
    from core.warning_signals
    union all
    select 'factor', factor, account_id, strftime(month, '%Y-%m'), raised_on, tier
    from core.factor_warnings
),

-- only signals and months whose time to be proved right is over
decided as (
    select
        signals.source,
        signals.trigger,
        signals.tier,
        signals.account_id,
        signals.signal,
        coalesce(bool_or(losses.lost_on is not null), false) as is_followed
    from signals
    cross join config.engagement
    cross join config.run
    left join core.account_losses as losses
        on losses.account_id = signals.account_id
        and losses.lost_on >= signals.raised_on
        and losses.lost_on < signals.raised_on + engagement.loss_window_days
    where signals.raised_on + engagement.loss_window_days <= cast(run.as_of as date)
    group by
        signals.source,
        signals.trigger,
        signals.tier,
        signals.account_id,
        signals.signal
),

proved as (
    select
        source,
        trigger,
        tier,
        count(*) as signals,
        count(*) filter (where is_followed) as signals_followed
    from decided
    group by source, trigger, tier
),

followed_months as (
    select
        months.account_id,
        months.month,
        months.tier,
        coalesce(bool_or(losses.lost_on is not null), false) as is_followed
    from core.engagement_months as months
    cross join config.engagement
    cross join config.run
    left join core.account_losses as losses
        on losses.account_id = months.account_id
        and losses.lost_on >= months.month
        and losses.lost_on < months.month + engagement.loss_window_days
    where months.month + engagement.loss_window_days <= cast(run.as_of as date)
    group by months.account_id, months.month, months.tier
),

base as (
    select
        tier,
        count(*) as customer_months,
        count(*) filter (where is_followed) as customer_months_followed
    from followed_months
    group by tier
),

cells as (
    select source, trigger, tier
    from found
    union
    select source, trigger, tier
    from proved
)

select
    concat_ws('/', cells.source, cells.trigger, coalesce(cells.tier, 0))
        as trigger_precision_id,
    cells.source,
    cells.trigger,
    moments.title,
    coalesce(cells.tier, 0) as tier,
    coalesce(found.lost_accounts, 0) as lost_accounts,
    cast(coalesce(found.lost_arr, 0) as decimal(18, 4)) as lost_arr,
    coalesce(found.flagged_accounts, 0) as flagged_accounts,
    cast(coalesce(found.flagged_arr, 0) as decimal(18, 4)) as flagged_arr,
    coalesce(found.early_accounts, 0) as early_accounts,
    cast(coalesce(found.early_arr, 0) as decimal(18, 4)) as early_arr,
    cast(coalesce(found.warned_arr_days, 0) as decimal(18, 4)) as warned_arr_days,
    cast(found.warned_arr_days as double) / cast(found.lost_arr as double) as days_of_warning,
    coalesce(proved.signals, 0) as signals,
    coalesce(proved.signals_followed, 0) as signals_followed,
    cast(proved.signals_followed as double) / proved.signals as precision,
    coalesce(base.customer_months, 0) as customer_months,
    coalesce(base.customer_months_followed, 0) as customer_months_followed,
    cast(base.customer_months_followed as double) / base.customer_months as base_rate
from cells
left join found
    on found.source = cells.source
    and found.trigger = cells.trigger
    and found.tier is not distinct from cells.tier
left join proved
    on proved.source = cells.source
    and proved.trigger = cells.trigger
    and proved.tier is not distinct from cells.tier
left join base on base.tier is not distinct from cells.tier
left join config.moments as moments
    on moments.moment = case when cells.source = 'trigger' then cells.trigger end
