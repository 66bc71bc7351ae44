-- information_schema.
create view info.schemata as
select
    database_name as catalog_name, nspname as schema_name, user_name as schema_owner,
    null::text as default_character_set_name, null::text as sql_path
from pg.pg_namespace, source.session;

create view info.tables as
select
    database_name as table_catalog, 'public' as table_schema, name as table_name,
    'BASE TABLE' as table_type, null::text as self_referencing_column_name,
    null::text as reference_generation, null::text as user_defined_type_catalog,
    null::text as user_defined_type_schema, null::text as user_defined_type_name,
    'NO' as is_insertable_into, 'NO' as is_typed, null::text as commit_action
from source.relations, source.session;

create view info.columns as
select
    database_name as table_catalog, 'public' as table_schema, relations.name as table_name,
    columns.name as column_name, position as ordinal_position, null::text as column_default,
    'YES' as is_nullable, types.title as data_type, null::integer as character_maximum_length,
    case when typcategory = 'S' then 1073741824 end as character_octet_length,
    case
        when type_oid in (21, 23, 20, 700, 701)
            then map {21: 16, 23: 32, 20: 64, 700: 24, 701: 53}[type_oid]
        when type_oid = 1700 and type_modifier >= 0 then (type_modifier - 4) // 65536
    end::integer as numeric_precision,
    case
        when type_oid in (21, 23, 20, 700, 701) then 2
        when type_oid = 1700 then 10
    end as numeric_precision_radix,
    case
        when type_oid in (21, 23, 20) then 0
        when type_oid = 1700 and type_modifier >= 0 then (type_modifier - 4) % 65536
    end::integer as numeric_scale,
    case when type_oid = 1082 then 0 when type_oid in (1083, 1114, 1184) then 6 end
        as datetime_precision,
    null::text as interval_type, null::integer as interval_precision,
    null::text as character_set_catalog, null::text as character_set_schema,
    null::text as character_set_name, null::text as collation_catalog,
    null::text as collation_schema, null::text as collation_name, null::text as domain_catalog,
    null::text as domain_schema, null::text as domain_name, database_name as udt_catalog,
    'pg_catalog' as udt_schema, types.typname as udt_name, null::text as scope_catalog,
    null::integer as maximum_cardinality, position::text as dtd_identifier,
    'NO' as is_self_referencing, 'NO' as is_identity, null::text as identity_generation,
    null::text as identity_start, null::text as identity_increment, null::text as identity_maximum,
    null::text as identity_minimum, 'NO' as identity_cycle, 'NEVER' as is_generated,
    null::text as generation_expression, 'NO' as is_updatable
from source.columns as columns
inner join source.relations as relations on relations.oid = columns.relation_oid
inner join pg.pg_type as types on types.oid = columns.type_oid
cross join source.session;

create view info.views as
select
    database_name as table_catalog, 'public' as table_schema, name as table_name,
    null::text as view_definition, 'NONE' as check_option, 'NO' as is_updatable,
    'NO' as is_insertable_into
from source.relations, source.session
where false;

create view info.table_privileges as
select
    user_name as grantor, user_name as grantee, database_name as table_catalog,
    'public' as table_schema, name as table_name, 'SELECT' as privilege_type, 'NO' as is_grantable,
    'YES' as with_hierarchy
from source.relations, source.session;
create view info.role_table_grants as select * from info.table_privileges;
create view info.enabled_roles as select user_name as role_name from source.session;
create view info.applicable_roles as
select user_name as grantee, user_name as role_name, 'NO' as is_grantable
from source.session
where false;
create view info.information_schema_catalog_name as
select database_name as catalog_name from source.session;

create table info.table_constraints (
    constraint_catalog text, constraint_schema text, constraint_name text, table_catalog text,
    table_schema text, table_name text, constraint_type text, is_deferrable text,
    initially_deferred text, enforced text
);
create table info.key_column_usage (
    constraint_catalog text, constraint_schema text, constraint_name text, table_catalog text,
    table_schema text, table_name text, column_name text, ordinal_position integer,
    position_in_unique_constraint integer
);
create table info.referential_constraints (
    constraint_catalog text, constraint_schema text, constraint_name text,
    unique_constraint_catalog text, unique_constraint_schema text, unique_constraint_name text,
    match_option text, update_rule text, delete_rule text
);
create table info.constraint_column_usage (
    table_catalog text, table_schema text, table_name text, column_name text,
    constraint_catalog text, constraint_schema text, constraint_name text
);
create table info.constraint_table_usage (
    table_catalog text, table_schema text, table_name text, constraint_catalog text,
    constraint_schema text, constraint_name text
);
create table info.check_constraints (
    constraint_catalog text, constraint_schema text, constraint_name text, check_clause text
);
create table info.routines (
    specific_catalog text, specific_schema text, specific_name text, routine_catalog text,
    routine_schema text, routine_name text, routine_type text, data_type text,
    type_udt_name text, routine_definition text, external_language text
);
create table info.parameters (
    specific_catalog text, specific_schema text, specific_name text, ordinal_position integer,
    parameter_mode text, parameter_name text, data_type text, udt_name text
);
create table info.sequences (
    sequence_catalog text, sequence_schema text, sequence_name text, data_type text
);
create table info.triggers (
    trigger_catalog text, trigger_schema text, trigger_name text, event_manipulation text,
    event_object_schema text, event_object_table text
);
create table info.element_types (
    object_catalog text, object_schema text, object_name text, object_type text,
    collection_type_identifier text, data_type text, udt_name text
);
create table info.character_sets (character_set_name text, default_collate_name text);
create table info.view_column_usage (
    view_schema text, view_name text, table_schema text, table_name text, column_name text
);
