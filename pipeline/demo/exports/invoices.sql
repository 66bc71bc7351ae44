-- Billing: one line per billing interval, a credit where a plan changed half-way, a set-up fee.
with billed as (
    select
        subscriptions.*,
        unnest(range(
            datediff('month', started_on, least(
                coalesce(ended_on - 1, getvariable('as_of')::date - 1),
                getvariable('as_of')::date - 1
            )) // billing_months + 1
        )) as interval_no,
    from demo.subscriptions as subscriptions
    where not is_trial
),

dated as (
    select
        billed.*,
        (started_on + to_months((interval_no * billing_months)::integer))::date as service_start,
        (started_on + to_months(((interval_no + 1) * billing_months)::integer))::date
            as service_end,
        seats * unit_cents as full_cents,
        case
            when discount_ends_on <= service_start then 0
            else round(
                full_cents * coalesce(discount_percent, 0) / 100 + coalesce(discount_cents, 0)
            )::bigint
        end as off_cents,
        hash(hash(getvariable('seed'), subscription_key, interval_no)) as draw,
    from billed
),

charged as (
    select
        account,
        account_key,
        subscription_key,
        plan,
        product,
        'subscription' as kind,
        interval_no,
        seats,
        service_start,
        service_end,
        false as is_prorated,
        full_cents - off_cents as amount_cents,
        off_cents,
        service_start as invoiced_on,
        billing_months,
        past_due_since,
        draw,
    from dated
    where service_start < getvariable('as_of')::date
        and (ended_on is null or service_start < ended_on)
        and not coalesce(service_start >= paused_from and service_start < paused_until, false)

    union all by name

    select
        account,
        account_key,
        subscription_key,
        plan,
        product,
        'subscription' as kind,
        interval_no + 1000 as interval_no,
        seats,
        ended_on as service_start,
        service_end,
        true as is_prorated,
        -round(
            (full_cents - off_cents) * ((service_end - ended_on) / (service_end - service_start))
        )::bigint as amount_cents,
        0 as off_cents,
        ended_on as invoiced_on,
        billing_months,
        draw,
    from dated
    where ended_on > service_start
        and ended_on < service_end
        and ended_on < getvariable('as_of')::date
        and cancelled_on is null

    union all by name

    select
        account,
        account_key,
        subscription_key,
        plan,
        product,
        'setup_fee' as kind,
        2000 as interval_no,
        1 as seats,
        false as is_prorated,
        50000 + (seats * 5000) as amount_cents,
        0 as off_cents,
        started_on as invoiced_on,
        draw,
    from dated
    where interval_no = 0
        and move = 'start'
        and plan_no >= 3
        and started_on > getvariable('window_start')::date
),

collected as (
    select
        charged.*,
        invoiced_on + 30 as due_on,
        (draw & 65535)::double / 65536 as luck,
        ((draw >> 16) & 65535)::double / 65536 as delay,
        demo.logistic(-3.9 - 0.7 * states.relationship - 0.4 * states.value) as failure_chance,
        amount_cents > 0 and luck < failure_chance as has_failed,
        past_due_since <= due_on as is_unpaid,
        (
            invoiced_on + case
                when has_failed then 35 + floor(60 * delay)::integer
                else 1 + floor(32 * delay)::integer
            end
        )::date as paid_on,
    from charged
    inner join demo.states as states
        on states.account = charged.account
        and states.month_no
            = datediff('month', getvariable('window_start')::date, charged.invoiced_on)
)

select
    printf('il_%s_%d', subscription_key[5:], interval_no) as line_id,
    printf('in_%s_%s', account_key, strftime(invoiced_on, '%y%m%d')) as invoice,
    account_key as customer,
    subscription_key as subscription,
    plan,
    product,
    kind,
    amount_cents as amount,
    case when amount_cents > 0 then round(amount_cents * 0.08)::bigint else 0 end as tax,
    off_cents as discount,
    'usd' as currency,
    strftime(service_start, '%Y-%m-%dT00:00:00Z') as period_start,
    strftime(service_end, '%Y-%m-%dT00:00:00Z') as period_end,
    is_prorated as proration,
    seats as quantity,
    billing_months as period_months,
    strftime(invoiced_on, '%Y-%m-%dT00:00:00Z') as created,
    strftime(due_on, '%Y-%m-%dT00:00:00Z') as due,
    case
        when coalesce(is_unpaid, false) or paid_on >= getvariable('as_of')::date then null
        else strftime(paid_on, '%Y-%m-%dT00:00:00Z')
    end as paid,
    case when has_failed then 1 + floor(3 * delay)::integer else 0 end as failed_attempts,
    case
        when (coalesce(is_unpaid, false) or has_failed) and paid is null then 'failed'
        when paid is null then 'open'
        else 'paid'
    end as status,
from collected
order by invoiced_on, line_id
