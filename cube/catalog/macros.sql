-- Functions that clients call, under names that DuckDB's own functions do not have.
create macro pg_version() as (select 'PostgreSQL ' || server_version || ' (tenure)' from source.session);
create macro pg_current_database() as (select database_name from source.session);
create macro pg_current_catalog() as (select database_name from source.session);
create macro pg_current_schema() as 'public';
create macro pg_current_user() as (select user_name from source.session);
create macro pg_session_user() as (select user_name from source.session);
create macro pg_user() as (select user_name from source.session);
create macro pg_current_role() as (select user_name from source.session);
create macro pg_current_schemas(with_system) as
    if(with_system, ['pg_catalog', 'public'], ['public']);
create macro pg_set_config(setting_name, value, is_local) as value;
create macro pg_has_table_privilege(a, b := '', c := '') as true;
create macro pg_has_any_column_privilege(a, b := '', c := '') as true;
create macro pg_has_column_privilege(a, b := '', c := '', d := '') as true;
create macro pg_has_schema_privilege(a, b := '', c := '') as true;
create macro pg_has_database_privilege(a, b := '', c := '') as true;
create macro pg_pg_has_role(a, b := '', c := '') as true;
create macro pg_pg_get_userbyid(a) as (select user_name from source.session);
create macro pg_pg_backend_pid() as 1;
create macro pg_pg_is_in_recovery() as false;
create macro pg_pg_postmaster_start_time() as timestamptz '2000-01-01 00:00:00+00';
create macro pg_pg_encoding_to_char(a) as 'UTF8';
create macro pg_pg_client_encoding() as 'UTF8';
create macro pg_getdatabaseencoding() as 'UTF8';
create macro pg_inet_server_addr() as null::text;
create macro pg_inet_server_port() as null::integer;
create macro pg_txid_current() as 1;
create macro pg_pg_table_is_visible(a) as true;
create macro pg_pg_type_is_visible(a) as true;
create macro pg_pg_function_is_visible(a) as true;
create macro pg_pg_get_expr(a, b, c := false) as null::text;
create macro pg_pg_get_viewdef(a, b := false) as ''::text;
create macro pg_pg_get_indexdef(a, b := 0, c := false) as null::text;
create macro pg_pg_get_constraintdef(a, b := false) as null::text;
create macro pg_pg_get_triggerdef(a, b := false) as null::text;
create macro pg_pg_get_ruledef(a, b := false) as null::text;
create macro pg_pg_get_partkeydef(a) as null::text;
create macro pg_pg_get_serial_sequence(a, b) as null::text;
create macro pg_pg_get_function_result(a) as null::text;
create macro pg_pg_get_function_arguments(a) as null::text;
create macro pg_pg_get_function_identity_arguments(a) as null::text;
create macro pg_pg_get_functiondef(a) as null::text;
create macro pg_pg_get_statisticsobjdef_columns(a) as null::text;
create macro pg_pg_relation_is_publishable(a) as false;
create macro pg_pg_relation_is_updatable(a, b := false) as 0;
create macro pg_pg_column_is_updatable(a, b, c := false) as false;
create macro pg_pg_total_relation_size(a) as 0::bigint;
create macro pg_pg_relation_size(a, b := '') as 0::bigint;
create macro pg_pg_table_size(a) as 0::bigint;
create macro pg_pg_indexes_size(a) as 0::bigint;
create macro pg_pg_database_size(a) as 0::bigint;
create macro pg_pg_size_pretty(a) as a::text || ' bytes';
create macro pg_pg_tablespace_location(a) as ''::text;
create macro pg_pg_get_keywords() as null::text;
create macro pg_pg_stat_get_numscans(a) as 0::bigint;
create macro pg_pg_char_to_encoding(a) as 6;
create macro pg_shobj_description(a, b) as null::text;
create macro pg_obj_description(object, catalog := 'pg_class') as
    (select description from pg.pg_description where objoid = object and objsubid = 0);
create macro pg_col_description(object, place) as
    (select description from pg.pg_description where objoid = object and objsubid = place);
create macro pg_format_type(type_oid, modifier) as (
    select
        case
            when oid = 1700 and modifier >= 0
                then concat('numeric(', (modifier - 4) // 65536, ',', (modifier - 4) % 65536, ')')
            else title
        end
    from pg.pg_type where oid = type_oid
);
create macro pg_to_regclass(wanted) as (
    select oid from source.relations as relations
    where relations.name = regexp_extract(replace(wanted, '"', ''), '([^.]+)$', 1)
);
create macro pg_to_regtype(wanted) as (
    select oid from pg.pg_type as types
    where types.typname = regexp_extract(wanted, '([^.]+)$', 1) or types.title = wanted
);
create macro pg_regclass_name(number) as coalesce(
    (select name from source.relations as relations where relations.oid = number), number::text
);
create macro pg_regtype_name(number) as coalesce(
    (select title from pg.pg_type as types where types.oid = number), number::text
);
create macro pg_array_lower(a, b) as if(len(a) > 0, 1, null);
create macro pg_array_upper(a, b) as if(len(a) > 0, len(a)::integer, null);
create macro pg_array_ndims(a) as if(len(a) > 0, 1, null);
create macro pg_quote_ident(wanted) as
    if(regexp_full_match(wanted, '[a-z_][a-z0-9_]*'), wanted, '"' || replace(wanted, '"', '""') || '"');
create macro pg_quote_literal(value) as '''' || replace(value, '''', '''''') || '''';
create macro pg__pg_expandarray(a) as {'x': null::integer, 'n': null::integer};
create macro pg__pg_truetypid(a, b) as null::integer;
create macro pg__pg_truetypmod(a, b) as null::integer;
create macro pg__pg_char_max_length(a, b) as null::integer;
create macro pg__pg_numeric_precision(a, b) as null::integer;
create macro pg__pg_numeric_scale(a, b) as null::integer;
create macro pg__pg_datetime_precision(a, b) as null::integer;
create macro pg_pg_listening_channels() as null::text;
create macro pg_pg_collation_is_visible(a) as true;
create macro pg_pg_operator_is_visible(a) as true;
create macro pg_pg_opclass_is_visible(a) as true;
create macro pg_pg_conversion_is_visible(a) as true;
create macro pg_pg_ts_config_is_visible(a) as true;
create macro pg_array_remove(a, b) as list_filter(a, lambda x: x is distinct from b);
create macro pg_string_to_array(a, b) as string_split(a, b);
create macro pg_parse_ident(a) as string_split(replace(a, '"', ''), '.');
create macro pg_regproc_name(number) as number::text;
create macro pg_age(a, b := null) as interval '0 days';
create macro pg_generate_subscripts(list, dimension) as unnest(generate_series(1, len(list)));
