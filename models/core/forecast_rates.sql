/*---
grain: [month, term_months, lead_bucket, status]
says: >-
  The renewal probability that a vintage gives to a status, so far ahead and for a length of term:
  the prior pulled to the portfolio's rate so that its mix of health has that rate, what was
  learned, both together, and monotone in health.
unit:
  probability: share
  n: renewals
  kept_share: share of what was due, of those who renew
source:
  - core.forecast_positions
  - core.forecast_lessons
  - config.forecast
  - config.forecast_leads
  - config.forecast_priors
  - config.run
section: 10
checks:
  - probability > 0 and probability < 1
  - kept_share > 0 and kept_share <= 1
incremental: month
---*/
with vintages as (
    select distinct month
    from core.forecast_positions
    where month >= (select recompute_from from config.run)
),

-- what was settled by the vintage's end; decimals until nothing more is added
lessons as (
    select
        vintages.month,
        lessons.term_class,
        lessons.lead_bucket,
        lessons.status,
        sum(lessons.seen) as "n",
        sum(lessons.weight) as weight,
        sum(lessons.renewed_weight) as renewed_weight,
        sum(lessons.renewed_seen) as renewed_n,
        sum(lessons.kept_weight) as kept_weight,
        sum(lessons.term_weight) as term_weight
    from vintages
    join core.forecast_lessons as lessons on lessons.month <= vintages.month
    group by vintages.month, lessons.term_class, lessons.lead_bucket, lessons.status
),

portfolios as (
    select
        month,
        term_class,
        lead_bucket,
        sum(n) as "n",
        sum(renewed_weight) / sum(weight) as rate,
        sum(term_weight) / sum(n) as mean_term
    from lessons
    group by month, term_class, lead_bucket
),

kept as (
    select
        month,
        term_class,
        lead_bucket,
        status,
        sum(renewed_n) as "n",
        sum(kept_weight) / nullif(sum(renewed_weight), 0) as rate,
        sum(sum(renewed_n)) over by_class as all_n,
        sum(sum(kept_weight)) over by_class / nullif(sum(sum(renewed_weight)) over by_class, 0)
            as all_rate
    from lessons
    group by month, term_class, lead_bucket, status
    window by_class as (partition by month, term_class, lead_bucket)
),

-- what the portfolio pays, by health
mixes as (
    select
        month,
        term_class,
        status,
        sum(capped_arr) as weight
    from core.forecast_positions
    where not has_notice and month >= (select recompute_from from config.run)
    group by month, term_class, status
),

buckets as (
    select distinct lead_bucket, pull
    from config.forecast_leads
),

kinds as (
    select distinct month, term_class, term_months
    from core.forecast_positions
    where month >= (select recompute_from from config.run)
),

-- rates are per term: what was seen in terms of another length is brought to this one
cells as (
    select
        kinds.month,
        kinds.term_class,
        kinds.term_months,
        buckets.lead_bucket,
        buckets.pull,
        priors.status,
        priors.status_rank,
        forecast.strength,
        forecast.kept_share,
        cast(coalesce(lessons.n, 0) as double) as "n",
        pow(priors.prior, kinds.term_months / 12.0) as prior,
        pow(forecast.base, kinds.term_months / 12.0) as base,
        cast(coalesce(portfolios.n, 0) as double) as all_n,
        pow(
            greatest(portfolios.rate, 0.001), kinds.term_months / portfolios.mean_term
        ) as all_rate,
        pow(
            lessons.renewed_weight / lessons.weight,
            kinds.term_months / (lessons.term_weight / lessons.n)
        ) as learned,
        pow(
            lessons.renewed_n / lessons.n,
            kinds.term_months / (lessons.term_weight / lessons.n)
        ) as learned_logo,
        cast(kept.n as double) as kept_n,
        kept.rate as kept_rate,
        cast(coalesce(mixes.weight, 0) as double) as mix,
        cast(kept.all_n as double) as kept_all_n,
        kept.all_rate as kept_all_rate
    from kinds
    cross join config.forecast
    cross join buckets
    cross join config.forecast_priors as priors
    left join lessons
        on lessons.month = kinds.month
        and lessons.term_class = kinds.term_class
        and lessons.lead_bucket = buckets.lead_bucket
        and lessons.status = priors.status
    left join portfolios
        on portfolios.month = kinds.month
        and portfolios.term_class = kinds.term_class
        and portfolios.lead_bucket = buckets.lead_bucket
    left join kept
        on kept.month = kinds.month
        and kept.term_class = kinds.term_class
        and kept.lead_bucket = buckets.lead_bucket
        and kept.status = priors.status
    left join mixes
        on mixes.month = kinds.month
        and mixes.term_class = kinds.term_class
        and mixes.status = priors.status
),

pulled as (
    select
        *,
        (strength * base + all_n * coalesce(all_rate, 0)) / (strength + all_n) as portfolio,
        (
            strength * kept_share + coalesce(kept_all_n * kept_all_rate, 0)
        ) / (strength + coalesce(kept_all_n, 0)) as kept_all
    from cells
),

-- how far each status stands from the mean of the mix, in log odds; without anybody from the base
distances as (
    select
        *,
        pull * (
            ln(prior / (1 - prior)) - coalesce(
                list_sum(list(mix * ln(prior / (1 - prior)) order by status) over by_kind)
                    / nullif(list_sum(list(mix order by status) over by_kind), 0),
                ln(base / (1 - base))
            )
        ) as distance
    from pulled
    window by_kind as (
        partition by month, term_months, lead_bucket
        rows between unbounded preceding and unbounded following
    )
),

-- the mean of probabilities is not the probability of the mean: one step of Newton's brings it home
spread_out as (
    select
        *,
        1 / (1 + exp(-ln(portfolio / (1 - portfolio)) - distance)) as spread
    from distances
),

shifted as (
    select
        *,
        coalesce(
            (
                portfolio * list_sum(list(mix order by status) over by_kind)
                - list_sum(list(mix * spread order by status) over by_kind)
            ) / nullif(list_sum(list(mix * spread * (1 - spread) order by status) over by_kind), 0),
            0
        ) as shift
    from spread_out
    window by_kind as (
        partition by month, term_months, lead_bucket
        rows between unbounded preceding and unbounded following
    )
),

priors as (
    select
        *,
        1 / (
            1 + exp(-ln(portfolio / (1 - portfolio)) - distance - greatest(-3, least(3, shift)))
        ) as pulled_prior
    from shifted
),

-- by ARR, and by count
blended as (
    select
        month,
        term_class,
        term_months,
        lead_bucket,
        status,
        status_rank,
        strength,
        n,
        'arr' as measure,
        (strength * pulled_prior + n * coalesce(learned, 0)) / (strength + n) as raw
    from priors
    union all
    select
        month,
        term_class,
        term_months,
        lead_bucket,
        status,
        status_rank,
        strength,
        n,
        'logo',
        (strength * pulled_prior + n * coalesce(learned_logo, 0)) / (strength + n)
    from priors
),

-- pool adjacent violators in closed form: the least, over starts at or above a status, of the
-- greatest, over ends at or below it, of the weighted means between
spans as (
    select
        best.month,
        best.term_months,
        best.lead_bucket,
        best.measure,
        best.status_rank as from_rank,
        worst.status_rank as to_rank,
        list_sum(
            list((members.strength + members.n) * members.raw order by members.status_rank)
        ) / list_sum(list(members.strength + members.n order by members.status_rank)) as mean,
        list_sum(list(members.n order by members.status_rank)) as "n"
    from blended as best
    join blended as worst
        on worst.month = best.month
        and worst.term_months = best.term_months
        and worst.lead_bucket = best.lead_bucket
        and worst.measure = best.measure
        and worst.status_rank >= best.status_rank
    join blended as members
        on members.month = best.month
        and members.term_months = best.term_months
        and members.lead_bucket = best.lead_bucket
        and members.measure = best.measure
        and members.status_rank between best.status_rank and worst.status_rank
    group by
        best.month,
        best.term_months,
        best.lead_bucket,
        best.measure,
        best.status_rank,
        worst.status_rank
),

greatest_below as (
    select
        blended.month,
        blended.term_months,
        blended.lead_bucket,
        blended.measure,
        blended.status,
        spans.from_rank,
        max(spans.mean) as mean,
        arg_max(spans.n, (spans.mean, spans.n)) as "n"
    from blended
    join spans
        on spans.month = blended.month
        and spans.term_months = blended.term_months
        and spans.lead_bucket = blended.lead_bucket
        and spans.measure = blended.measure
        and blended.status_rank between spans.from_rank and spans.to_rank
    group by
        blended.month,
        blended.term_months,
        blended.lead_bucket,
        blended.measure,
        blended.status,
        spans.from_rank
),

monotone as (
    select
        month,
        term_months,
        lead_bucket,
        measure,
        status,
        min(mean) as mean,
        arg_min(n, (mean, n)) as "n"
    from greatest_below
    group by month, term_months, lead_bucket, measure, status
),

pooled as (
    select
        blended.month,
        blended.term_months,
        blended.lead_bucket,
        blended.status,
        blended.measure,
        greatest(0.0001, least(0.9999, coalesce(monotone.mean, blended.raw))) as probability,
        coalesce(monotone.n, blended.n) as "n"
    from blended
    left join monotone
        on monotone.month = blended.month
        and monotone.term_months = blended.term_months
        and monotone.lead_bucket = blended.lead_bucket
        and monotone.measure = blended.measure
        and monotone.status = blended.status
),

weighed as (
    select
        priors.month,
        priors.term_class,
        priors.term_months,
        priors.lead_bucket,
        priors.status,
        priors.pulled_prior as prior,
        by_arr.probability,
        by_logo.probability as probability_logo,
        by_arr.n,
        by_arr.n + priors.strength as weight,
        least(
            1,
            (priors.strength * priors.kept_all + coalesce(priors.kept_n * priors.kept_rate, 0))
                / (priors.strength + coalesce(priors.kept_n, 0))
        ) as kept_share
    from priors
    join pooled as by_arr
        on by_arr.month = priors.month
        and by_arr.term_months = priors.term_months
        and by_arr.lead_bucket = priors.lead_bucket
        and by_arr.status = priors.status
        and by_arr.measure = 'arr'
    join pooled as by_logo
        on by_logo.month = priors.month
        and by_logo.term_months = priors.term_months
        and by_logo.lead_bucket = priors.lead_bucket
        and by_logo.status = priors.status
        and by_logo.measure = 'logo'
)

select
    weighed.month,
    weighed.term_class,
    weighed.term_months,
    weighed.lead_bucket,
    weighed.status,
    weighed.prior,
    weighed.probability,
    weighed.probability_logo,
    weighed.n,
    weighed.weight,
    weighed.kept_share,
    least(weighed.probability, (
        weighed.probability + pow(forecast.z_80, 2) / (2 * weighed.weight)
        - forecast.z_80 * sqrt(
            weighed.probability * (1 - weighed.probability) / weighed.weight
            + pow(forecast.z_80 / weighed.weight, 2) / 4
        )
    ) / (1 + pow(forecast.z_80, 2) / weighed.weight)) as probability_low,
    greatest(weighed.probability, (
        weighed.probability + pow(forecast.z_80, 2) / (2 * weighed.weight)
        + forecast.z_80 * sqrt(
            weighed.probability * (1 - weighed.probability) / weighed.weight
            + pow(forecast.z_80 / weighed.weight, 2) / 4
        )
    ) / (1 + pow(forecast.z_80, 2) / weighed.weight)) as probability_high
from weighed
cross join config.forecast
