/** A query that a tool sends, with its tables exchanged for views of this model. */
export interface BiQuery {
  readonly tool: string;
  /** Where it can be read that the tool sends it. */
  readonly source: string;
  readonly sql: string;
}

const issues = "https://github.com/datafusion-contrib/datafusion-postgres/issues";
const dbeaver = `${issues}/135`;
const metabase = `${issues}/158`;
const powerBi = `${issues}/218`;
const grafana = `${issues}/257`;
const pgcli = `${issues}/147`;
const dataGrip = `${issues}/165`;
const pgjdbc =
  "https://github.com/pgjdbc/pgjdbc/blob/master/pgjdbc/src/main/java/org/postgresql/jdbc/PgDatabaseMetaData.java";
const typeCache =
  "https://github.com/pgjdbc/pgjdbc/blob/master/pgjdbc/src/main/java/org/postgresql/jdbc/TypeInfoCache.java";
const sqlAlchemy =
  "https://github.com/sqlalchemy/sqlalchemy/blob/main/lib/sqlalchemy/dialects/postgresql/base.py";
const tableauWorkbooks =
  "https://github.com/cwida/public_bi_benchmark/blob/master/benchmark/Generico/queries-original/queries.sql";
const tableauCities =
  "https://github.com/cwida/public_bi_benchmark/blob/master/benchmark/CityMaxCapita/queries-original/queries.sql";
const powerBiVisuals =
  "https://github.com/cube-js/cube/blob/master/rust/cubesql/cubesql/src/compile/mod.rs";
const grafanaLists =
  "https://github.com/grafana/grafana/blob/main/public/app/plugins/datasource/grafana-postgresql-datasource/postgresMetaQuery.ts";
const grafanaMacros =
  "https://github.com/grafana/grafana/blob/main/pkg/tsdb/grafana-postgresql-datasource/macros.go";
const metabaseSums = "https://github.com/cube-js/cube/issues/7010";
const metabaseProbe =
  "https://github.com/metabase/metabase/blob/master/src/metabase/driver/sql_jdbc/sync/describe_database.clj";
const tableauCursor = "https://github.com/crate/crate/issues/10212";
const tableauDates = "https://github.com/cube-js/cube/issues/11553";
const sqlAlchemyKeys =
  "https://github.com/sqlalchemy/sqlalchemy/blob/rel_1_4/lib/sqlalchemy/dialects/postgresql/base.py";
const superset = "https://github.com/apache/superset/issues/4813";
const npgsqlComposites = "https://github.com/npgsql/npgsql/issues/3095";
const npgsqlNewer = "https://github.com/crate/crate/issues/10068";

const of = (tool: string, source: string, ...list: readonly string[]): readonly BiQuery[] =>
  list.map((sql) => ({ tool, source, sql }));

const visible = "c.relkind in ('r', 'p', 'v', 'f', 'm')";

/** What tools ask the catalogue, and what they ask of the data. */
export const biQueries: readonly BiQuery[] = [
  ...of(
    "DBeaver",
    dbeaver,
    "SET extra_float_digits = 3",
    "SET application_name = 'DBeaver 25.1.5 - Main <postgres>'",
    "SELECT current_schema(),session_user",
    "SELECT n.oid,n.*,d.description FROM pg_catalog.pg_namespace n LEFT OUTER JOIN pg_catalog.pg_description d ON d.objoid=n.oid AND d.objsubid=0 AND d.classoid='pg_namespace'::regclass ORDER BY nspname",
    "SHOW search_path",
    "SELECT db.oid,db.* FROM pg_catalog.pg_database db WHERE datname='tenure'",
    "SELECT * FROM pg_catalog.pg_settings where name='standard_conforming_strings'",
    "SELECT n.nspname = ANY(current_schemas(true)), n.nspname, t.typname FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON t.typnamespace = n.oid WHERE t.oid = 1009",
    "SELECT typinput='pg_catalog.array_in'::regproc as is_array, typtype, typname, pg_type.oid FROM pg_catalog.pg_type LEFT JOIN (select ns.oid as nspoid, ns.nspname, r.r from pg_namespace as ns join (select s.r, (current_schemas(false))[s.r] as nspname from generate_series(1, array_upper(current_schemas(false), 1)) as s(r)) as r using (nspname)) as sp ON sp.nspoid = typnamespace WHERE pg_type.oid = 1009 ORDER BY sp.r, pg_type.oid DESC",
    "SELECT t.oid,t.*,c.relkind,format_type(nullif(t.typbasetype, 0), t.typtypmod) as base_type_name, d.description FROM pg_catalog.pg_type t LEFT OUTER JOIN pg_catalog.pg_class c ON c.oid=t.typrelid LEFT OUTER JOIN pg_catalog.pg_description d ON t.oid=d.objoid WHERE t.typname IS NOT NULL AND (c.relkind IS NULL OR c.relkind = 'c')",
    "SELECT c.oid,c.*,d.description,pg_catalog.pg_get_expr(c.relpartbound, c.oid) as partition_expr, pg_catalog.pg_get_partkeydef(c.oid) as partition_key FROM pg_catalog.pg_class c LEFT OUTER JOIN pg_catalog.pg_description d ON d.objoid=c.oid AND d.objsubid=0 AND d.classoid='pg_class'::regclass WHERE c.relnamespace=2200 AND c.relkind not in ('i','I','c')",
    "SELECT c.relname,a.*,pg_catalog.pg_get_expr(ad.adbin, ad.adrelid, true) as def_value,dsc.description,dep.objid FROM pg_catalog.pg_attribute a INNER JOIN pg_catalog.pg_class c ON (a.attrelid=c.oid) LEFT OUTER JOIN pg_catalog.pg_attrdef ad ON (a.attrelid=ad.adrelid AND a.attnum = ad.adnum) LEFT OUTER JOIN pg_catalog.pg_description dsc ON (c.oid=dsc.objoid AND a.attnum = dsc.objsubid) LEFT OUTER JOIN pg_depend dep on dep.refobjid = a.attrelid AND dep.deptype = 'i' and dep.refobjsubid = a.attnum and dep.classid = dep.refclassid WHERE NOT a.attisdropped AND c.relname = 'accounts' ORDER BY a.attnum",
  ),
  ...of(
    "DBeaver",
    `${issues}/190`,
    "select c.oid,pg_catalog.pg_total_relation_size(c.oid) as total_rel_size,pg_catalog.pg_relation_size(c.oid) as rel_size FROM pg_class c WHERE c.relnamespace=2200",
  ),
  ...of(
    "Metabase",
    metabase,
    "SELECT 1",
    "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ UNCOMMITTED",
    "SET extra_float_digits = 2",
    "SHOW TRANSACTION ISOLATION LEVEL",
    "SELECT nspname AS \"TABLE_SCHEM\", current_database() AS \"TABLE_CATALOG\" FROM pg_catalog.pg_namespace  WHERE nspname <> 'pg_toast' AND (nspname !~ '^pg_temp_'  OR nspname = (pg_catalog.current_schemas(true))[1]) AND (nspname !~ '^pg_toast_temp_'  OR nspname = replace((pg_catalog.current_schemas(true))[1], 'pg_temp_', 'pg_toast_temp_'))  ORDER BY \"TABLE_SCHEM\"",
    "with table_privileges as (select NULL as role, t.schemaname as schema, t.objectname as table, pg_catalog.has_any_column_privilege(current_user, '\"' || replace(t.schemaname, '\"', '\"\"') || '\"' || '.' || '\"' || replace(t.objectname, '\"', '\"\"') || '\"', 'update') as update, pg_catalog.has_table_privilege(current_user, '\"' || t.objectname || '\"', 'select') as select from (select schemaname, tablename as objectname from pg_catalog.pg_tables union select schemaname, viewname as objectname from pg_catalog.pg_views union select schemaname, matviewname as objectname from pg_catalog.pg_matviews) t where t.schemaname !~ '^pg_' and t.schemaname <> 'information_schema' and pg_catalog.has_schema_privilege(current_user, t.schemaname, 'usage')) select t.* from table_privileges t",
    'SELECT "public"."accounts"."account_id" AS "account_id", "public"."accounts"."name" AS "name" FROM "public"."accounts" LIMIT 2000',
    'SELECT COUNT(*) AS "count" FROM "public"."accounts" WHERE "public"."accounts"."region" = \'EMEA\'',
    'SELECT "public"."accounts"."region" AS "region" FROM "public"."accounts" GROUP BY "public"."accounts"."region" ORDER BY "public"."accounts"."region" ASC LIMIT 1000',
    'SELECT SUBSTRING("public"."accounts"."name", 1, 1234) AS "substring1" FROM "public"."accounts" LIMIT 10000',
  ),
  ...of(
    "Metabase",
    metabaseProbe,
    'SELECT TRUE AS "_" FROM "public"."accounts" WHERE 1 <> 1 LIMIT 0',
  ),
  ...of(
    "Metabase",
    metabaseSums,
    'SELECT DATE_TRUNC(\'month\', "public"."account_months"."month") AS "month", SUM("public"."account_months"."mrr") AS "sum" FROM "public"."account_months" GROUP BY DATE_TRUNC(\'month\', "public"."account_months"."month") ORDER BY DATE_TRUNC(\'month\', "public"."account_months"."month") ASC',
  ),
  ...of(
    "Power BI (Npgsql)",
    powerBi,
    "select TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE from INFORMATION_SCHEMA.tables where TABLE_SCHEMA not in ('information_schema', 'pg_catalog') order by TABLE_SCHEMA, TABLE_NAME",
    "select COLUMN_NAME, ORDINAL_POSITION, IS_NULLABLE, case when (udt_schema = 'pg_catalog' and udt_name = 'bpchar') then 'character' else DATA_TYPE end AS DATA_TYPE from INFORMATION_SCHEMA.columns where TABLE_SCHEMA = 'public' and TABLE_NAME = 'accounts' order by TABLE_SCHEMA, TABLE_NAME, ORDINAL_POSITION",
    "select pkcol.TABLE_SCHEMA AS PK_TABLE_SCHEMA, pkcol.TABLE_NAME AS PK_TABLE_NAME, pkcol.COLUMN_NAME as PK_COLUMN_NAME, fkcol.COLUMN_NAME as FK_COLUMN_NAME, fkcol.ORDINAL_POSITION as ORDINAL, fkcon.CONSTRAINT_SCHEMA || '_' || 'accounts' || '_' || pkcol.TABLE_NAME || '_' || fkcon.CONSTRAINT_NAME as FK_NAME from (select distinct constraint_catalog, constraint_schema, unique_constraint_schema, constraint_name, unique_constraint_name from INFORMATION_SCHEMA.REFERENTIAL_CONSTRAINTS) fkcon inner join INFORMATION_SCHEMA.KEY_COLUMN_USAGE fkcol on fkcon.CONSTRAINT_SCHEMA = fkcol.CONSTRAINT_SCHEMA and fkcon.CONSTRAINT_NAME = fkcol.CONSTRAINT_NAME inner join INFORMATION_SCHEMA.KEY_COLUMN_USAGE pkcol on fkcon.UNIQUE_CONSTRAINT_SCHEMA = pkcol.CONSTRAINT_SCHEMA and fkcon.UNIQUE_CONSTRAINT_NAME = pkcol.CONSTRAINT_NAME where fkcol.TABLE_SCHEMA = 'public' and fkcol.TABLE_NAME = 'accounts' and pkcol.ORDINAL_POSITION = fkcol.ORDINAL_POSITION order by FK_NAME, fkcol.ORDINAL_POSITION",
    "DISCARD ALL",
    "select i.CONSTRAINT_SCHEMA || '_' || i.CONSTRAINT_NAME as INDEX_NAME, ii.COLUMN_NAME, ii.ORDINAL_POSITION, case when i.CONSTRAINT_TYPE = 'PRIMARY KEY' then 'Y' else 'N' end as PRIMARY_KEY from INFORMATION_SCHEMA.table_constraints i inner join INFORMATION_SCHEMA.key_column_usage ii on i.CONSTRAINT_SCHEMA = ii.CONSTRAINT_SCHEMA and i.CONSTRAINT_NAME = ii.CONSTRAINT_NAME and i.TABLE_SCHEMA = ii.TABLE_SCHEMA and i.TABLE_NAME = ii.TABLE_NAME where i.TABLE_SCHEMA = 'public' and i.TABLE_NAME = 'accounts' and i.CONSTRAINT_TYPE in ('PRIMARY KEY', 'UNIQUE') order by i.CONSTRAINT_SCHEMA || '_' || i.CONSTRAINT_NAME, ii.TABLE_SCHEMA, ii.TABLE_NAME, ii.ORDINAL_POSITION",
    "/*** Load all supported types ***/ SELECT ns.nspname, a.typname, a.oid, a.typrelid, a.typbasetype, CASE WHEN pg_proc.proname='array_recv' THEN 'a' ELSE a.typtype END AS type, CASE WHEN pg_proc.proname='array_recv' THEN a.typelem WHEN a.typtype='r' THEN rngsubtype ELSE 0 END AS elemoid, CASE WHEN pg_proc.proname IN ('array_recv','oidvectorrecv') THEN 3 WHEN a.typtype='r' THEN 2 WHEN a.typtype='d' THEN 1 ELSE 0 END AS ord FROM pg_type AS a JOIN pg_namespace AS ns ON (ns.oid = a.typnamespace) JOIN pg_proc ON pg_proc.oid = a.typreceive LEFT OUTER JOIN pg_class AS cls ON (cls.oid = a.typrelid) LEFT OUTER JOIN pg_type AS b ON (b.oid = a.typelem) LEFT OUTER JOIN pg_class AS elemcls ON (elemcls.oid = b.typrelid) LEFT OUTER JOIN pg_range ON (pg_range.rngtypid = a.oid) WHERE a.typtype IN ('b', 'r', 'e', 'd') OR (a.typtype='p' AND a.typname IN ('record', 'void')) ORDER BY ord",
    "SELECT pg_type.oid, enumlabel FROM pg_enum JOIN pg_type ON pg_type.oid=enumtypid ORDER BY oid, enumsortorder",
  ),
  ...of(
    "Power BI (Npgsql)",
    powerBiVisuals,
    'select "$Table"."region" as "region", sum("$Table"."mrr") as "a0" from "public"."account_months" "$Table" group by "$Table"."region"',
    'select "_"."region", "_"."a0" from (select "rows"."region" as "region", sum("rows"."mrr") as "a0" from (select "region", "mrr" from "public"."account_months" "$Table") "rows" group by "region") "_" where not "_"."a0" is null limit 1000001',
    'select * from "public"."accounts" limit 200 offset 0',
  ),
  ...of(
    "Power BI (Npgsql)",
    npgsqlComposites,
    "/*** Load field definitions for (free-standing) composite types ***/ SELECT typ.oid, att.attname, att.atttypid FROM pg_type AS typ JOIN pg_namespace AS ns ON (ns.oid = typ.typnamespace) JOIN pg_class AS cls ON (cls.oid = typ.typrelid) JOIN pg_attribute AS att ON (att.attrelid = typ.typrelid) WHERE (typ.typtype = 'c' AND cls.relkind='c') AND attnum > 0 AND NOT attisdropped ORDER BY typ.typname, att.attnum",
  ),
  ...of(
    "Power BI (Npgsql)",
    npgsqlNewer,
    "SELECT ns.nspname, typ_and_elem_type.*, CASE WHEN typtype IN ('b', 'e', 'p') THEN 0 WHEN typtype = 'r' THEN 1 WHEN typtype = 'c' THEN 2 WHEN typtype = 'd' AND elemtyptype <> 'a' THEN 3 WHEN typtype = 'a' THEN 4 WHEN typtype = 'd' AND elemtyptype = 'a' THEN 5 END AS ord FROM (SELECT typ.oid, typ.typnamespace, typ.typname, typ.typtype, typ.typrelid, typ.typnotnull, typ.relkind, elemtyp.oid AS elemtypoid, elemtyp.typname AS elemtypname, elemcls.relkind AS elemrelkind, CASE WHEN elemproc.proname='array_recv' THEN 'a' ELSE elemtyp.typtype END AS elemtyptype FROM (SELECT typ.oid, typnamespace, typname, typrelid, typnotnull, relkind, typelem AS elemoid, CASE WHEN proc.proname='array_recv' THEN 'a' ELSE typ.typtype END AS typtype, CASE WHEN proc.proname='array_recv' THEN typ.typelem WHEN typ.typtype='r' THEN rngsubtype WHEN typ.typtype='d' THEN typ.typbasetype END AS elemtypoid FROM pg_type AS typ LEFT JOIN pg_class AS cls ON (cls.oid = typ.typrelid) LEFT JOIN pg_proc AS proc ON proc.oid = typ.typreceive LEFT JOIN pg_range ON (pg_range.rngtypid = typ.oid)) AS typ LEFT JOIN pg_type AS elemtyp ON elemtyp.oid = elemtypoid LEFT JOIN pg_class AS elemcls ON (elemcls.oid = elemtyp.typrelid) LEFT JOIN pg_proc AS elemproc ON elemproc.oid = elemtyp.typreceive) AS typ_and_elem_type JOIN pg_namespace AS ns ON (ns.oid = typnamespace) WHERE typtype IN ('b', 'r', 'e', 'd') OR (typtype = 'c' AND relkind='c') OR (typtype = 'p' AND typname IN ('record', 'void')) OR (typtype = 'a' AND (elemtyptype IN ('b', 'r', 'e', 'd') OR (elemtyptype = 'p' AND elemtypname IN ('record', 'void')) OR (elemtyptype = 'c' AND elemrelkind='c'))) ORDER BY ord",
  ),
  ...of(
    "Grafana",
    grafana,
    "SELECT CASE WHEN quote_ident(table_schema) IN (SELECT CASE WHEN trim(s[i]) = '\"$user\"' THEN user ELSE trim(s[i]) END FROM generate_series(array_lower(string_to_array(current_setting('search_path'),','),1), array_upper(string_to_array(current_setting('search_path'),','),1)) as i, string_to_array(current_setting('search_path'),',') s) THEN quote_ident(table_name) ELSE quote_ident(table_schema) || '.' || quote_ident(table_name) END AS \"table\" FROM information_schema.tables WHERE quote_ident(table_schema) NOT IN ('information_schema', 'pg_catalog', '_timescaledb_cache') ORDER BY 1",
  ),
  ...of(
    "Grafana",
    grafanaLists,
    "SELECT current_setting('server_version_num')::int/100 as version",
    "SELECT extversion FROM pg_extension WHERE extname = 'timescaledb'",
    `SELECT schema_name AS "name" FROM information_schema.schemata WHERE schema_name NOT IN ('information_schema', 'pg_catalog', 'pg_toast', '_timescaledb_cache', 'timescaledb_information') ORDER BY schema_name`,
    `SELECT quote_ident(table_name) AS "table" FROM information_schema.tables WHERE quote_ident(table_schema) = 'public' ORDER BY 1`,
    "SELECT quote_ident(column_name) AS \"column\", data_type AS \"type\" FROM information_schema.columns WHERE CASE WHEN array_length(parse_ident('account_months'),1) = 2 THEN quote_ident(table_schema) = (parse_ident('account_months'))[1] AND quote_ident(table_name) = (parse_ident('account_months'))[2] ELSE quote_ident(table_name) = 'account_months' AND quote_ident(table_schema) IN (SELECT CASE WHEN trim(s[i]) = '\"$user\"' THEN user ELSE trim(s[i]) END FROM generate_series(array_lower(string_to_array(current_setting('search_path'),','),1), array_upper(string_to_array(current_setting('search_path'),','),1)) as i, string_to_array(current_setting('search_path'),',') s) END",
  ),
  ...of(
    "Grafana",
    grafanaMacros,
    "SELECT month AS \"time\", sum(mrr) AS mrr FROM account_months WHERE month BETWEEN '2024-11-01T00:00:00Z' AND '2025-03-31T00:00:00Z' GROUP BY 1 ORDER BY 1",
    'SELECT extract(epoch from month) AS "time", region AS metric, sum(mrr) AS value FROM account_months GROUP BY month, region ORDER BY 1',
  ),
  ...of(
    "Superset (SQLAlchemy)",
    sqlAlchemy,
    "select pg_catalog.version()",
    "select current_schema()",
    "show standard_conforming_strings",
    "show transaction isolation level",
    "SELECT pg_catalog.pg_class.relname FROM pg_catalog.pg_class JOIN pg_catalog.pg_namespace ON pg_catalog.pg_namespace.oid = pg_catalog.pg_class.relnamespace WHERE pg_catalog.pg_class.relkind = ANY (ARRAY['r', 'p']) AND pg_catalog.pg_class.relpersistence != 't' AND pg_catalog.pg_table_is_visible(pg_catalog.pg_class.oid) AND pg_catalog.pg_namespace.nspname != 'pg_catalog'",
    "SELECT pg_catalog.pg_class.relname FROM pg_catalog.pg_class JOIN pg_catalog.pg_namespace ON pg_catalog.pg_namespace.oid = pg_catalog.pg_class.relnamespace WHERE pg_catalog.pg_class.relname = 'accounts' AND pg_catalog.pg_class.relkind = ANY (ARRAY['r', 'p', 'f', 'v', 'm']) AND pg_catalog.pg_table_is_visible(pg_catalog.pg_class.oid)",
    "SELECT a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), (SELECT pg_catalog.pg_get_expr(d.adbin, d.adrelid) FROM pg_catalog.pg_attrdef d WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum AND a.atthasdef) AS DEFAULT, a.attnotnull, a.attrelid as table_oid, pgd.description as comment, a.attgenerated as generated FROM pg_catalog.pg_attribute a LEFT JOIN pg_catalog.pg_description pgd ON (pgd.objoid = a.attrelid AND pgd.objsubid = a.attnum) WHERE a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum",
    "SELECT nspname FROM pg_namespace WHERE nspname NOT LIKE 'pg_%' ORDER BY nspname",
    'SELECT t.typname as "name", pg_catalog.pg_type_is_visible(t.oid) as "visible" FROM pg_catalog.pg_type t LEFT JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_catalog.pg_enum e ON t.oid = e.enumtypid WHERE t.typtype = \'e\'',
    "SELECT CAST('test plain returns' AS VARCHAR(60)) AS anon_1",
  ),
  ...of(
    "Superset (SQLAlchemy)",
    sqlAlchemyKeys,
    "SELECT a.attname FROM pg_attribute a JOIN (SELECT unnest(ix.indkey) attnum, generate_subscripts(ix.indkey, 1) ord FROM pg_index ix WHERE ix.indrelid = 16400 AND ix.indisprimary) k ON a.attnum=k.attnum WHERE a.attrelid = 16400 ORDER BY k.ord",
    "SELECT i.relname as relname, ix.indisunique, a.attname, ix.indkey::varchar FROM pg_class t join pg_index ix on t.oid = ix.indrelid join pg_class i on i.oid = ix.indexrelid left outer join pg_attribute a on t.oid = a.attrelid and a.attnum = ANY(ix.indkey) WHERE t.relkind IN ('r', 'v', 'f', 'm', 'p') and t.oid = 16400 ORDER BY t.relname, i.relname",
  ),
  ...of(
    "Superset (SQLAlchemy)",
    superset,
    "SELECT region AS region, DATE_TRUNC('week', snapshot_at) AS __timestamp, count(*) AS count FROM (SELECT region, snapshot_at FROM account_months LIMIT 100) AS expr_qry WHERE snapshot_at >= '1918-04-12 00:00:00' AND snapshot_at <= '2028-04-12 15:55:53' GROUP BY region, DATE_TRUNC('week', snapshot_at) ORDER BY count DESC LIMIT 50000",
    "SELECT DATE_TRUNC('month', month) AS month, sum(mrr) AS \"SUM(mrr)\" FROM account_months WHERE month >= TO_TIMESTAMP('2024-11-01 00:00:00.000000', 'YYYY-MM-DD HH24:MI:SS.US') GROUP BY DATE_TRUNC('month', month) ORDER BY \"SUM(mrr)\" DESC LIMIT 10000",
  ),
  ...of(
    "Tableau",
    tableauCursor,
    'BEGIN;declare "SQL_CUR0x7fd83880dc00" cursor with hold for SELECT "accounts"."account_id" AS "account_id", "accounts"."name" AS "name", "accounts"."region" AS "region" FROM "public"."accounts" "accounts" LIMIT 1000;fetch 10 in "SQL_CUR0x7fd83880dc00";close "SQL_CUR0x7fd83880dc00";COMMIT',
  ),
  ...of(
    "Tableau",
    tableauDates,
    'SELECT CAST((DATE_TRUNC(\'day\', CAST("account_months"."month" AS DATE)) + (-EXTRACT(DOW FROM "account_months"."month") * INTERVAL \'1 DAY\')) AS DATE) AS "twk:month:ok" FROM "public"."account_months" "account_months" GROUP BY 1',
  ),
  ...of(
    "Tableau",
    tableauWorkbooks,
    'SELECT "account_months"."region" AS "region", SUM("account_months"."mrr") AS "sum:mrr:ok" FROM "public"."account_months" "account_months" GROUP BY 1',
    'SELECT CAST(EXTRACT(YEAR FROM "account_months"."month") AS INTEGER) AS "yr:month:ok", SUM("account_months"."mrr") AS "sum:mrr:ok" FROM "public"."account_months" "account_months" GROUP BY 1',
    'SELECT "account_months"."plan" AS "plan", SUM("account_months"."mrr") AS "TEMP(TC_)(2622528870)(0)", SUM("account_months"."mrr") AS "sum:mrr:ok", CAST(EXTRACT(YEAR FROM "account_months"."month") AS BIGINT) AS "yr:month:ok" FROM "public"."account_months" "account_months" WHERE (("account_months"."region" IN (\'EMEA\', \'APAC\')) AND ("account_months"."tier" = 1)) GROUP BY 1, 4',
    'SELECT CAST(EXTRACT(MONTH FROM "account_months"."month") AS BIGINT) AS "mn:month:ok", MAX("account_months"."plan") AS "TEMP(attr:plan:nk)(1662645443)(0)", MIN("account_months"."plan") AS "TEMP(attr:plan:nk)(536654816)(0)", CAST(EXTRACT(YEAR FROM "account_months"."month") AS BIGINT) AS "yr:month:ok" FROM "public"."account_months" "account_months" WHERE (CAST(EXTRACT(YEAR FROM "account_months"."month") AS BIGINT) IN (2024, 2025)) GROUP BY 1, 4',
    'SELECT "account_months"."region" AS "region" FROM "public"."account_months" "account_months" WHERE ((CAST(EXTRACT(YEAR FROM "account_months"."month") AS BIGINT) >= 2010) AND (CAST(EXTRACT(YEAR FROM "account_months"."month") AS BIGINT) <= 2025) AND ("account_months"."plan" = \'Team\')) GROUP BY 1 ORDER BY "region" ASC',
    'SELECT (CASE WHEN ("accounts"."region" IN (\'EMEA\', \'APAC\')) THEN \'Abroad\' ELSE "accounts"."region" END) AS "region (group)" FROM "public"."accounts" "accounts" GROUP BY 1',
  ),
  ...of(
    "Tableau",
    tableauCities,
    'SELECT "accounts"."country" AS "country" FROM "public"."accounts" "accounts" WHERE ("accounts"."country" IS NULL) LIMIT 1',
    'SELECT "accounts"."region" AS "region", SUM(1) AS "TEMP(Calculation_1)(2109769841)(0)" FROM "public"."accounts" "accounts" WHERE (((NOT ("accounts"."country" IN (\'FR\', \'DE\'))) OR ("accounts"."country" IS NULL)) AND ("accounts"."name" = \'Alder\')) GROUP BY 1',
  ),
  ...of(
    "pgjdbc",
    pgjdbc,
    `SELECT current_database() AS "TABLE_CAT", n.nspname AS "TABLE_SCHEM", c.relname AS "TABLE_NAME", CASE n.nspname ~ '^pg_' OR n.nspname = 'information_schema' WHEN true THEN 'SYSTEM TABLE' WHEN false THEN CASE c.relkind WHEN 'r' THEN 'TABLE' WHEN 'v' THEN 'VIEW' ELSE NULL END ELSE NULL END AS "TABLE_TYPE", d.description AS "REMARKS" FROM pg_catalog.pg_namespace n, pg_catalog.pg_class c LEFT JOIN pg_catalog.pg_description d ON (c.oid = d.objoid AND d.objsubid = 0 and d.classoid = 'pg_class'::regclass) WHERE c.relnamespace = n.oid AND n.nspname LIKE 'public' ORDER BY "TABLE_TYPE","TABLE_SCHEM","TABLE_NAME"`,
    `SELECT * FROM (SELECT current_database() AS current_database, n.nspname,c.relname,a.attname,a.atttypid,a.attnotnull OR (t.typtype = 'd' AND t.typnotnull) AS attnotnull,a.atttypmod,a.attlen,t.typtypmod,row_number() OVER (PARTITION BY a.attrelid ORDER BY a.attnum) AS attnum, nullif(a.attidentity, '') as attidentity,nullif(a.attgenerated, '') as attgenerated,pg_catalog.pg_get_expr(def.adbin, def.adrelid) AS adsrc,dsc.description,t.typbasetype,t.typtype FROM pg_catalog.pg_namespace n JOIN pg_catalog.pg_class c ON (c.relnamespace = n.oid) JOIN pg_catalog.pg_attribute a ON (a.attrelid=c.oid) JOIN pg_catalog.pg_type t ON (a.atttypid = t.oid) LEFT JOIN pg_catalog.pg_attrdef def ON (a.attrelid=def.adrelid AND a.attnum = def.adnum) LEFT JOIN pg_catalog.pg_description dsc ON (c.oid=dsc.objoid AND a.attnum = dsc.objsubid) LEFT JOIN pg_catalog.pg_class dc ON (dc.oid=dsc.classoid AND dc.relname='pg_class') LEFT JOIN pg_catalog.pg_namespace dn ON (dc.relnamespace=dn.oid AND dn.nspname='pg_catalog') WHERE ${visible} and a.attnum > 0 AND NOT a.attisdropped AND n.nspname LIKE 'public') c WHERE true AND attname LIKE '%' ORDER BY nspname,c.relname,attnum`,
    `SELECT result.table_cat AS "TABLE_CAT", result.table_schem AS "TABLE_SCHEM", result.table_name AS "TABLE_NAME", result.column_name AS "COLUMN_NAME", result.key_seq AS "KEY_SEQ", result.pk_name AS "PK_NAME" FROM (SELECT current_database() AS table_cat, n.nspname AS table_schem, ct.relname AS table_name, a.attname AS column_name, (information_schema._pg_expandarray(i.indkey)).n AS key_seq, ci.relname AS pk_name, information_schema._pg_expandarray(i.indkey) AS keys, a.attnum AS a_attnum FROM pg_catalog.pg_class ct JOIN pg_catalog.pg_attribute a ON (ct.oid = a.attrelid) JOIN pg_catalog.pg_namespace n ON (ct.relnamespace = n.oid) JOIN pg_catalog.pg_index i ON (a.attrelid = i.indrelid) JOIN pg_catalog.pg_class ci ON (ci.oid = i.indexrelid) WHERE true AND ct.relname = 'accounts' AND i.indisprimary) result where result.a_attnum = (result.keys).x ORDER BY result.table_name, result.pk_name, result.key_seq`,
    `SELECT nspname AS "TABLE_SCHEM", current_database() AS "TABLE_CATALOG" FROM pg_catalog.pg_namespace WHERE nspname <> 'pg_toast' ORDER BY "TABLE_SCHEM"`,
    `SELECT datname AS "TABLE_CAT" FROM pg_catalog.pg_database WHERE datallowconn = true ORDER BY datname`,
  ),
  ...of(
    "pgjdbc",
    typeCache,
    "SELECT t.typname,t.oid FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON (t.typnamespace = n.oid) WHERE n.nspname != 'pg_toast' AND (t.typrelid = 0 OR (SELECT c.relkind = 'c' FROM pg_catalog.pg_class c WHERE c.oid = t.typrelid))",
    "SELECT e.typdelim FROM pg_catalog.pg_type t, pg_catalog.pg_type e WHERE t.oid = 1009 and t.typelem = e.oid",
  ),
  ...of(
    "DataGrip",
    dataGrip,
    "select version()",
    "select current_database() as a, current_schemas(false) as b",
    "select current_database(), current_schema(), current_user",
  ),
  ...of(
    "pgcli",
    pgcli,
    "show time zone",
    'set time zone "Asia/Shanghai"',
    "SELECT * FROM unnest(current_schemas(true))",
    "SELECT n.nspname schema_name, c.relname table_name FROM pg_catalog.pg_class c LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = ANY('{r,p,f}'::text[]) ORDER BY 1,2",
    "SELECT nsp.nspname schema_name, cls.relname table_name, att.attname column_name, att.atttypid::regtype::text type_name, att.atthasdef AS has_default FROM pg_catalog.pg_attribute att INNER JOIN pg_catalog.pg_class cls ON att.attrelid = cls.oid INNER JOIN pg_catalog.pg_namespace nsp ON cls.relnamespace = nsp.oid WHERE cls.relkind = ANY('{r}'::text[]) AND NOT att.attisdropped AND att.attnum > 0 ORDER BY 1, 2, att.attnum",
  ),
];
