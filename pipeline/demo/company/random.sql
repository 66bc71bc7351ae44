-- Randomness is a hash of the seed, an id and a purpose: the same on every thread, in any order.
create schema demo;

create macro demo.uniform(id, purpose) as
    ((hash(hash(getvariable('seed'), id, purpose)) >> 11)::double + 0.5) / 9007199254740992.0;

create macro demo.normal(id, purpose) as
    sqrt(-2 * ln(demo.uniform(id, purpose || ' radius')))
    * cos(2 * pi() * demo.uniform(id, purpose || ' angle'));

create macro demo.pick(words, id, purpose) as
    words[1 + floor(len(words) * demo.uniform(id, purpose))::bigint];

create macro demo.bounded(number, low, high) as
    least(greatest(number, low), high);

create macro demo.logistic(number) as
    1 / (1 + exp(-number));

-- a count with the given mean, cut at five
create macro demo.poisson(mean, id, purpose) as (
    (demo.uniform(id, purpose) > exp(-(mean)))::integer
    + (demo.uniform(id, purpose) > exp(-(mean)) * (1 + (mean)))::integer
    + (demo.uniform(id, purpose) > exp(-(mean)) * (1 + (mean) + (mean) ^ 2 / 2))::integer
    + (demo.uniform(id, purpose)
        > exp(-(mean)) * (1 + (mean) + (mean) ^ 2 / 2 + (mean) ^ 3 / 6))::integer
    + (demo.uniform(id, purpose)
        > exp(-(mean)) * (1 + (mean) + (mean) ^ 2 / 2 + (mean) ^ 3 / 6 + (mean) ^ 4 / 24)
    )::integer
);
