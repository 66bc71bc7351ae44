const words = (list: string): readonly string[] => list.trim().split(/\s+/);

/** Functions over many rows. */
export const aggregates: ReadonlySet<string> = new Set(
  words(`
    sum avg min max count count_star measure aggregate median mode stddev stddev_samp stddev_pop
    variance var_samp var_pop string_agg array_agg bool_and bool_or any_value first last
    quantile_cont quantile_disc percentile_cont percentile_disc approx_count_distinct corr
    covar_pop covar_samp arg_min arg_max every
  `),
);

const operators = words("+ - * / // % ^ ** || ~~ !~~ ~~* !~~* ~~~ & | << >> @");

/** Functions of the present time: what they are asked in is answered anew every time. */
export const clockFunctions: ReadonlySet<string> = new Set(
  words(`
    age now current_date current_timestamp get_current_timestamp get_current_time
    current_localtimestamp transaction_timestamp statement_timestamp clock_timestamp today
    localtimestamp
  `),
);

const scalars = words(`
  abs ceil ceiling floor round trunc sign sqrt cbrt exp ln log log10 log2 power pow mod pi radians
  degrees sin cos tan asin acos atan atan2 cot greatest least nullif ifnull coalesce if isfinite
  isnan isinf div fdiv
  lower upper lcase ucase length char_length character_length len strlen trim ltrim rtrim btrim
  left right substring substr position strpos instr replace translate concat concat_ws repeat
  lpad rpad reverse split_part initcap ascii chr contains starts_with prefix ends_with suffix
  like_escape not_like_escape ilike_escape not_ilike_escape regexp_matches regexp_full_match
  regexp_replace regexp_extract string_split md5 overlay quote_ident quote_literal format_number
  date_trunc date_part datepart extract year quarter month week day hour minute second dow isodow
  doy dayofweek dayofmonth dayofyear weekofyear yearweek isoyear epoch epoch_ms date_diff datediff
  date_sub datesub date_add last_day make_date make_timestamp strftime strptime to_timestamp
  to_char to_date timezone monthname dayname century decade time_bucket
  to_years to_quarters to_months to_weeks to_days to_hours to_minutes to_seconds to_milliseconds
  to_microseconds
  list_value array_value row list_contains array_contains list_has array_length cardinality
  array_to_string list_extract array_extract array_position unnest
`);

/** Functions over rows near a row, beside the aggregates. */
export const windowFunctions: ReadonlySet<string> = new Set([
  ...aggregates,
  ...words("row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value"),
  ...words("last_value nth_value rank_dense"),
]);

/** What a query over views may call, by its name in lower case. */
export const dataFunctions: ReadonlySet<string> = new Set([
  ...operators,
  ...scalars,
  ...clockFunctions,
  ...aggregates,
]);

/** Functions that may stand in FROM. */
export const tableFunctions: ReadonlySet<string> = new Set(words("generate_series range unnest"));

/** Types that a value may be cast to. */
export const types: ReadonlySet<string> = new Set(
  words(`
    BOOLEAN TINYINT SMALLINT INTEGER BIGINT HUGEINT UTINYINT USMALLINT UINTEGER UBIGINT FLOAT
    DOUBLE DECIMAL VARCHAR CHAR DATE TIME TIMESTAMP TIMESTAMP_S TIMESTAMP_MS TIMESTAMP_NS
    INTERVAL UUID
  `).concat("TIMESTAMP WITH TIME ZONE"),
);
