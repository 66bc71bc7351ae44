-- Tables of pg_catalog that are empty here: there are no keys, indexes, functions or triggers.
create table pg.pg_index (
    indexrelid integer, indrelid integer, indnatts smallint, indnkeyatts smallint,
    indisunique boolean, indisprimary boolean, indisexclusion boolean, indimmediate boolean,
    indisclustered boolean, indisvalid boolean, indcheckxmin boolean, indisready boolean,
    indislive boolean, indisreplident boolean, indnullsnotdistinct boolean, indkey integer[],
    indcollation integer[], indclass integer[], indoption integer[], indexprs text, indpred text
);
create table pg.pg_constraint (
    oid integer, conname text, connamespace integer, contype text, condeferrable boolean,
    condeferred boolean, convalidated boolean, conrelid integer, contypid integer, conindid integer,
    conparentid integer, confrelid integer, confupdtype text, confdeltype text, confmatchtype text,
    conislocal boolean, coninhcount integer, connoinherit boolean, conkey integer[],
    confkey integer[], conbin text
);
create table pg.pg_attrdef (oid integer, adrelid integer, adnum integer, adbin text);
create table pg.pg_inherits (
    inhrelid integer, inhparent integer, inhseqno integer, inhdetachpending boolean
);
create table pg.pg_enum (oid integer, enumtypid integer, enumlabel text, enumsortorder float);
create table pg.pg_range (rngtypid integer, rngsubtype integer, rngmultitypid integer);
create table pg.pg_trigger (
    oid integer, tgrelid integer, tgname text, tgfoid integer, tgtype integer, tgenabled text,
    tgisinternal boolean, tgconstrrelid integer, tgconstrindid integer, tgconstraint integer,
    tgdeferrable boolean, tginitdeferred boolean, tgnargs integer, tgattr integer[], tgargs text,
    tgparentid integer
);
create table pg.pg_policy (
    oid integer, polname text, polrelid integer, polcmd text, polpermissive boolean,
    polroles integer[], polqual text, polwithcheck text
);
create table pg.pg_rewrite (
    oid integer, rulename text, ev_class integer, ev_type text, ev_enabled text, is_instead boolean
);
create table pg.pg_extension (
    oid integer, extname text, extowner integer, extnamespace integer, extrelocatable boolean,
    extversion text
);
create table pg.pg_matviews (
    schemaname text, matviewname text, matviewowner text, ispopulated boolean, definition text
);
create table pg.pg_foreign_table (ftrelid integer, ftserver integer, ftoptions text[]);
create table pg.pg_foreign_server (
    oid integer, srvname text, srvowner integer, srvfdw integer, srvtype text, srvversion text,
    srvoptions text[]
);
create table pg.pg_foreign_data_wrapper (oid integer, fdwname text, fdwowner integer);
create table pg.pg_partitioned_table (partrelid integer, partstrat text, partnatts integer);
create table pg.pg_publication (
    oid integer, pubname text, pubowner integer, pubviaroot boolean, puballtables boolean, pubinsert boolean, pubupdate boolean,
    pubdelete boolean, pubtruncate boolean
);
create table pg.pg_publication_rel (oid integer, prpubid integer, prrelid integer);
create table pg.pg_publication_namespace (oid integer, pnpubid integer, pnnspid integer);
create table pg.pg_statistic_ext (
    oid integer, stxrelid integer, stxname text, stxnamespace integer, stxowner integer,
    stxkind text[], stxstattarget integer
);
create table pg.pg_stats (schemaname text, tablename text, attname text, null_frac float, n_distinct float);
create table pg.pg_sequence (
    seqrelid integer, seqtypid integer, seqstart bigint, seqincrement bigint, seqmax bigint,
    seqmin bigint, seqcache bigint, seqcycle boolean
);
create table pg.pg_sequences (schemaname text, sequencename text, sequenceowner text);
create table pg.pg_auth_members (
    roleid integer, member integer, grantor integer, admin_option boolean
);
create table pg.pg_depend (
    classid integer, objid integer, objsubid integer, refclassid integer, refobjid integer,
    refobjsubid integer, deptype text
);
create table pg.pg_shdescription (objoid integer, classoid integer, description text);
create table pg.pg_default_acl (
    oid integer, defaclrole integer, defaclnamespace integer, defaclobjtype text, defaclacl text[]
);
create table pg.pg_operator (oid integer, oprname text, oprnamespace integer);
create table pg.pg_opclass (oid integer, opcname text, opcmethod integer, opcdefault boolean);
create table pg.pg_cast (oid integer, castsource integer, casttarget integer, castfunc integer,
    castcontext text, castmethod text);
create table pg.pg_aggregate (aggfnoid integer, aggkind text);
create table pg.pg_event_trigger (oid integer, evtname text, evtevent text, evtowner integer, evtfoid integer,
    evtenabled text, evttags text[]);
create table pg.pg_locks (locktype text, database integer, relation integer, pid integer, mode text);
create table pg.pg_indexes (schemaname text, tablename text, indexname text, indexdef text);
create table pg.pg_stat_user_tables (
    relid integer, schemaname text, relname text, n_live_tup bigint, n_dead_tup bigint
);
create table pg.pg_stat_ssl (pid integer, ssl boolean, version text, cipher text);
create table pg.pg_db_role_setting (setdatabase integer, setrole integer, setconfig text[]);
create table pg.pg_cursors (
    name text, statement text, is_holdable boolean, is_binary boolean, is_scrollable boolean,
    creation_time timestamp
);
create table pg.pg_seclabel (objoid integer, classoid integer, provider text, label text);
create table pg.pg_stat_database (datid integer, datname text, numbackends integer);
