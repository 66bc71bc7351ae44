select
    forecaster || '/' || against || '/all' as forecaster_score_id, forecaster, against,
    'all' as segment, n::bigint as n, (n * 0.1)::double as squared_error,
    (n * 0.125)::double as last_year_squared_error, renewed::decimal(18, 4) as arr_renewed,
    expected::decimal(18, 4) as arr_expected, 0.1::double as brier,
    ((expected - renewed) / renewed)::double as bias, 0.2::double as skill
from (values
    ('model', 'all', 40, 4000, 4100), ('category', 'own', 8, 800, 900), ('model', 'category', 8, 800, 820)
) as rows (forecaster, against, n, renewed, expected)
