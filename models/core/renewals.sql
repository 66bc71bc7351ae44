/*---
grain: [subscription_id, renewal_on]
says: >-
  The scheduled end of each term and what became of it. A term that another subscription took over
  before its end is carried: its renewal is that subscription's.
unit: { arr_due: reporting currency per year, arr_after: reporting currency per year }
source:
  - core.subscription_terms
  - core.subscription_stints
  - core.subscription_periods
  - core.subscription_links
  - core.subscription_lines
  - config.run
  - config.revenue
section: 9
checks:
  - arr_due > 0
  - outcome in ('renewed', 'expanded', 'downsold', 'churned', 'open', 'carried')
  - renewed_arr <= arr_due and renewed_arr >= 0
  - (outcome in ('open', 'carried')) = (decided_on is null)
---*/
-- the day on which a term is over: its end, or the day before it on which the subscription ended
with terms as (
    select
        terms.subscription_id,
        terms.account_id,
        terms.known_from,
        terms.known_until,
        terms.term_start,
        terms.term_end as renewal_on,
        terms.term_months,
        least(terms.term_end, max(coalesce(stints.ends_on, date '9999-12-31'))) as over_on
    from core.subscription_terms as terms
    join core.subscription_stints as stints
        on stints.subscription_id = terms.subscription_id
        and stints.starts_on < terms.term_end
        and coalesce(stints.ends_on, date '9999-12-31') > terms.covers_from
    group by
        terms.subscription_id,
        terms.account_id,
        terms.known_from,
        terms.known_until,
        terms.term_start,
        terms.term_end,
        terms.term_months
),

-- another schedule before the term is over: a later end is a renewal signed early, the same end or
-- an earlier one takes the term's place
superseded as (
    select
        terms.subscription_id,
        terms.renewal_on,
        terms.known_from,
        max(later.term_end) as new_end
    from terms
    join core.subscription_terms as later
        on later.subscription_id = terms.subscription_id
        and later.known_from = terms.known_until
        and later.covers_from <= terms.known_until
        and later.term_end > terms.known_until
    where terms.known_until < terms.over_on
    group by terms.subscription_id, terms.renewal_on, terms.known_from
),

cut as (
    select
        terms.subscription_id,
        terms.account_id,
        terms.known_from,
        terms.term_start,
        terms.renewal_on,
        terms.term_months,
        superseded.new_end is not null as is_superseded,
        case when superseded.new_end is not null then terms.known_until else terms.over_on end
            as cut_on,
        row_number() over (
            partition by terms.subscription_id, terms.renewal_on
            order by terms.known_from desc
        ) as nth
    from terms
    left join superseded
        on superseded.subscription_id = terms.subscription_id
        and superseded.renewal_on = terms.renewal_on
        and superseded.known_from = terms.known_from
    where superseded.new_end is null or superseded.new_end > terms.renewal_on
),

prices as (
    select
        cut.subscription_id,
        cut.account_id,
        cut.term_start,
        cut.renewal_on,
        cut.term_months,
        cut.is_superseded,
        cut.cut_on,
        before.mrr * 12 as arr_due,
        before.quantity as quantity_due,
        own.mrr * 12 as own_arr,
        own.quantity as own_quantity
    from cut
    join core.subscription_periods as before
        on before.subscription_id = cut.subscription_id
        and before.starts_on < cut.cut_on
        and coalesce(before.ends_on, date '9999-12-31') >= cut.cut_on
    left join core.subscription_periods as own
        on own.subscription_id = cut.subscription_id
        and own.starts_on <= cut.cut_on
        and coalesce(own.ends_on, date '9999-12-31') > cut.cut_on
    where cut.nth = 1 and before.mrr > 0
),

replaced as (
    select
        prices.subscription_id,
        prices.renewal_on,
        min(links.starts_on) as replaced_on,
        sum(periods.mrr * 12 * links.share) as arr,
        sum(periods.quantity * links.share) as quantity,
        bool_or(next_terms.term_end = prices.renewal_on) as is_carried
    from prices
    join core.subscription_links as links
        on links.subscription_id = prices.subscription_id
        and links.ended_on = prices.cut_on
    join core.subscription_periods as periods
        on periods.subscription_id = links.next_subscription_id
        and periods.starts_on = links.starts_on
    left join core.subscription_terms as next_terms
        on next_terms.subscription_id = links.next_subscription_id
        and next_terms.known_from <= links.starts_on
        and coalesce(next_terms.known_until, date '9999-12-31') > links.starts_on
        and next_terms.covers_from <= links.starts_on
        and next_terms.term_end > links.starts_on
    where prices.own_arr is null
    group by prices.subscription_id, prices.renewal_on
),

decided as (
    select
        prices.subscription_id,
        prices.account_id,
        prices.term_start,
        prices.renewal_on,
        prices.term_months,
        prices.cut_on,
        prices.arr_due,
        prices.quantity_due,
        case
            when prices.cut_on >= cast(run.as_of as date) then 'open'
            when prices.is_superseded then 'early'
            when prices.own_arr is not null then 'on_time'
            when prices.cut_on < prices.renewal_on and replaced.is_carried then 'carried'
            when prices.cut_on < prices.renewal_on and replaced.arr is not null then 'early'
            when replaced.replaced_on = prices.renewal_on then 'on_time'
            when replaced.arr is not null then 'late'
            when prices.cut_on < prices.renewal_on then 'lost_early'
            when prices.renewal_on + revenue.late_days < cast(run.as_of as date) then 'lapsed'
            else 'open'
        end as ending,
        prices.renewal_on + revenue.late_days as lapses_on,
        replaced.replaced_on,
        coalesce(prices.own_arr, replaced.arr) as arr_after,
        coalesce(prices.own_quantity, replaced.quantity) as quantity_after
    from prices
    cross join config.run
    cross join config.revenue
    left join replaced
        on replaced.subscription_id = prices.subscription_id
        and replaced.renewal_on = prices.renewal_on
),

settled as (
    select
        *,
        cast(
            case
                when ending in ('open', 'carried') then null
                when ending in ('lost_early', 'lapsed') then 0
                else arr_after
            end as decimal(18, 4)
        ) as settled_arr
    from decided
)

select
    settled.subscription_id,
    settled.account_id,
    lines.line_id,
    settled.renewal_on,
    settled.term_start,
    settled.term_months,
    cast(settled.arr_due as decimal(18, 4)) as arr_due,
    case
        when settled.ending in ('open', 'carried') then settled.ending
        when settled.settled_arr <= 0 then 'churned'
        when settled.settled_arr = cast(settled.arr_due as decimal(18, 4)) then 'renewed'
        when settled.settled_arr > settled.arr_due then 'expanded'
        else 'downsold'
    end as outcome,
    case
        when settled.ending in ('open', 'carried') then null
        when settled.ending = 'lapsed' then settled.lapses_on
        when settled.ending in ('early', 'late') then coalesce(replaced_on, cut_on)
        else settled.cut_on
    end as decided_on,
    case when settled.settled_arr <= 0 then settled.cut_on end as churned_on,
    coalesce(settled.settled_arr <= 0 and settled.cut_on < settled.renewal_on, false) as is_early,
    settled.ending = 'early' as is_early_renewal,
    case
        when settled.ending not in ('open', 'carried') then settled.ending not in ('late', 'lapsed')
    end as is_on_time,
    settled.settled_arr as arr_after,
    case
        when settled.settled_arr > settled.arr_due then cast(settled.arr_due as decimal(18, 4))
        else settled.settled_arr
    end as renewed_arr,
    settled.quantity_due,
    settled.quantity_after,
    settled.cut_on
from settled
join core.subscription_lines as lines on lines.subscription_id = settled.subscription_id
