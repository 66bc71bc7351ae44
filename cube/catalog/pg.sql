-- pg_catalog, as far as clients of version 14 ask for it.
create table pg.pg_namespace as
select
    nspname, oid::integer as oid, 10 as nspowner, null::text[] as nspacl
from (values ('pg_catalog', 11), ('public', 2200), ('information_schema', 13000))
    as schemas (nspname, oid);

create table pg.pg_type as
select
    oid::integer as oid, typname, 11 as typnamespace, 10 as typowner, typlen::smallint as typlen,
    typlen > 0 and typlen <= 8 as typbyval,
    case when typcat = 'P' then 'p' else 'b' end as typtype,
    typcat as typcategory, false as typispreferred, true as typisdefined, ',' as typdelim,
    0 as typrelid, typelem::integer as typelem, typarray::integer as typarray,
    case when typelem > 0 then 'array_in' else typname || 'in' end as typinput,
    case when typelem > 0 then 'array_out' else typname || 'out' end as typoutput,
    if(typelem > 0, 2400, 20000 + oid)::integer as typreceive, 0 as typsend,
    '-' as typmodin, '-' as typmodout, '-' as typanalyze,
    'i' as typalign, 'p' as typstorage, false as typnotnull, 0 as typbasetype, -1 as typtypmod,
    0 as typndims, 0 as typcollation, null::text as typdefault, null::text[] as typacl,
    title
from (
    values
        (16, 'bool', 1, 'B', 0, 1000, 'boolean'), (17, 'bytea', -1, 'U', 0, 1001, 'bytea'),
        (18, 'char', 1, 'S', 0, 1002, '"char"'), (19, 'name', 64, 'S', 0, 1003, 'name'),
        (20, 'int8', 8, 'N', 0, 1016, 'bigint'), (21, 'int2', 2, 'N', 0, 1005, 'smallint'),
        (23, 'int4', 4, 'N', 0, 1007, 'integer'), (25, 'text', -1, 'S', 0, 1009, 'text'),
        (26, 'oid', 4, 'N', 0, 1028, 'oid'), (114, 'json', -1, 'U', 0, 199, 'json'),
        (700, 'float4', 4, 'N', 0, 1021, 'real'),
        (701, 'float8', 8, 'N', 0, 1022, 'double precision'),
        (705, 'unknown', -2, 'X', 0, 0, 'unknown'),
        (1042, 'bpchar', -1, 'S', 0, 1014, 'character'),
        (1043, 'varchar', -1, 'S', 0, 1015, 'character varying'),
        (1082, 'date', 4, 'D', 0, 1182, 'date'),
        (1083, 'time', 8, 'D', 0, 1183, 'time without time zone'),
        (1114, 'timestamp', 8, 'D', 0, 1115, 'timestamp without time zone'),
        (1184, 'timestamptz', 8, 'D', 0, 1185, 'timestamp with time zone'),
        (1186, 'interval', 16, 'T', 0, 1187, 'interval'),
        (1700, 'numeric', -1, 'N', 0, 1231, 'numeric'), (2950, 'uuid', 16, 'U', 0, 2951, 'uuid'),
        (2205, 'regclass', 4, 'N', 0, 2210, 'regclass'), (2206, 'regtype', 4, 'N', 0, 2211, 'regtype'),
        (2249, 'record', -1, 'P', 0, 2287, 'record'), (2278, 'void', 4, 'P', 0, 0, 'void'),
        (3802, 'jsonb', -1, 'U', 0, 3807, 'jsonb'),
        (1000, '_bool', -1, 'A', 16, 0, 'boolean[]'), (1005, '_int2', -1, 'A', 21, 0, 'smallint[]'),
        (1007, '_int4', -1, 'A', 23, 0, 'integer[]'), (1009, '_text', -1, 'A', 25, 0, 'text[]'),
        (1015, '_varchar', -1, 'A', 1043, 0, 'character varying[]'),
        (1016, '_int8', -1, 'A', 20, 0, 'bigint[]'),
        (1022, '_float8', -1, 'A', 701, 0, 'double precision[]'),
        (1115, '_timestamp', -1, 'A', 1114, 0, 'timestamp without time zone[]'),
        (1182, '_date', -1, 'A', 1082, 0, 'date[]'), (1231, '_numeric', -1, 'A', 1700, 0, 'numeric[]')
) as types (oid, typname, typlen, typcat, typelem, typarray, title);

-- clients find out by the function that receives a type whether it is an array
create table pg.pg_proc as
select
    typreceive as oid, if(typelem > 0, 'array_recv', typname || 'recv') as proname,
    11 as pronamespace, 10 as proowner, 12 as prolang, 'f' as prokind, false as prosecdef,
    true as proisstrict, false as proretset, 'i' as provolatile, 3 as pronargs,
    pg_type.oid as prorettype, [2281, 26, 23] as proargtypes, null::integer[] as proallargtypes,
    null::text[] as proargmodes, null::text[] as proargnames, '' as prosrc, null::text[] as proacl
from pg.pg_type
where typelem = 0 or typname = '_text';

create view pg.pg_class as
select
    oid, name as relname, 2200 as relnamespace, 0 as reltype, 0 as reloftype, 10 as relowner,
    2 as relam, oid as relfilenode, 0 as reltablespace, 1 as relpages, -1::float as reltuples,
    0 as relallvisible, 0 as reltoastrelid, false as relhasindex, false as relisshared,
    'p' as relpersistence, 'r' as relkind, column_count::smallint as relnatts,
    0::smallint as relchecks, false as relhasrules, false as relhastriggers,
    false as relhassubclass, false as relrowsecurity, false as relforcerowsecurity,
    true as relispopulated, 'n' as relreplident, false as relispartition, 0 as relrewrite,
    0 as relfrozenxid, 0 as relminmxid, null::text[] as relacl, null::text[] as reloptions,
    null::text as relpartbound, false as relhasoids, 0 as xmin
from source.relations;

create view pg.pg_attribute as
select
    relation_oid as attrelid, columns.name as attname, type_oid as atttypid, -1 as attstattarget,
    typlen as attlen, position::smallint as attnum, 0 as attndims, -1 as attcacheoff,
    type_modifier as atttypmod, typbyval as attbyval, 'i' as attalign, 'p' as attstorage,
    '' as attcompression, false as attnotnull, false as atthasdef, false as atthasmissing,
    '' as attidentity, '' as attgenerated, false as attisdropped, true as attislocal,
    0 as attinhcount, 0 as attcollation, null::text[] as attacl, null::text[] as attoptions,
    null::text[] as attfdwoptions, null::text as attmissingval
from source.columns as columns
inner join pg.pg_type as types on types.oid = columns.type_oid;

create view pg.pg_description as
select oid as objoid, 1259 as classoid, 0 as objsubid, description from source.relations
union all
select relation_oid, 1259, position, description from source.columns;

create view pg.pg_database as
select
    5 as oid, database_name as datname, 10 as datdba, 6 as "encoding", 'C' as datcollate,
    'C' as datctype, false as datistemplate, true as datallowconn, -1 as datconnlimit,
    0 as dattablespace, null::text[] as datacl
from source.session;

create view pg.pg_roles as
select
    10 as oid, user_name as rolname, false as rolsuper, true as rolinherit, false as rolcreaterole,
    false as rolcreatedb, true as rolcanlogin, -1 as rolconnlimit, '********' as rolpassword,
    null::timestamp as rolvaliduntil, false as rolreplication, false as rolbypassrls,
    null::text[] as rolconfig
from source.session;

create view pg.pg_authid as select * from pg.pg_roles;
create view pg.pg_user as
select
    rolname as usename, oid as usesysid, rolcreatedb as usecreatedb, rolsuper as usesuper,
    rolreplication as userepl, rolbypassrls as usebypassrls, rolpassword as passwd,
    rolvaliduntil as valuntil, rolconfig as useconfig
from pg.pg_roles;
create view pg.pg_group as
select rolname as groname, oid as grosysid, [oid] as grolist from pg.pg_roles where false;

create table pg.pg_am as select 2 as oid, 'heap' as amname, 't' as amtype, 'heap_tableam' as amhandler;
create view pg.pg_settings as
select
    name, value as setting, null::text as unit, 'Client' as category, '' as short_desc,
    'user' as context, 'string' as vartype, 'default' as source, value as boot_val,
    value as reset_val
from source.settings;
create view pg.pg_tables as
select
    'public' as schemaname, name as tablename, user_name as tableowner, null::text as tablespace,
    false as hasindexes, false as hasrules, false as hastriggers, false as rowsecurity
from source.relations, source.session;
create view pg.pg_views as
select
    'public' as schemaname, name as viewname, user_name as viewowner, '' as definition
from source.relations, source.session
where false;
create table pg.pg_tablespace as
select 1663 as oid, 'pg_default' as spcname, 10 as spcowner, null::text[] as spcacl,
    null::text[] as spcoptions;
create table pg.pg_timezone_names as
select 'UTC' as name, 'UTC' as abbrev, interval '0 hours' as utc_offset, false as is_dst;
create table pg.pg_language as
select 12 as oid, 'internal' as lanname, 10 as lanowner, false as lanispl, false as lanpltrusted;
create table pg.pg_collation as
select
    100 as oid, 'default' as collname, 11 as collnamespace, 10 as collowner, 'd' as collprovider,
    true as collisdeterministic, -1 as collencoding, 'C' as collcollate, 'C' as collctype;
create view pg.pg_stat_activity as
select
    5 as datid, database_name as datname, 1 as pid, 10 as usesysid, user_name as usename,
    '' as application_name, null::text as client_addr, null::timestamp as backend_start,
    null::timestamp as query_start, 'active' as state, '' as query
from source.session
where false;
