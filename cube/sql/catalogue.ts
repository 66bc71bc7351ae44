import { readFileSync } from "node:fs";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { shipped } from "../../pipeline/root.js";
import { shutIn } from "./parser.js";
import { modifierOf, oidOf } from "./pg-types.js";
import type { Semantics } from "./semantics.js";

/** pg_catalog and information_schema as one user sees them, in a database of their own. */
export interface Catalogue {
  /** Names of the tables, by the schema that Postgres has them in. */
  readonly tables: ReadonlyMap<string, ReadonlySet<string>>;
  /** Functions that are made here, by the name that clients call them by. */
  readonly functions: ReadonlySet<string>;
  connect(): Promise<DuckDBConnection>;
}

const schemas: Readonly<Record<string, string>> = { pg: "pg_catalog", info: "information_schema" };

/** The schema of the private database behind a schema of Postgres. */
export const schemaBehind: Readonly<Record<string, string>> = {
  pg_catalog: "pg",
  information_schema: "info",
};

/** The version of Postgres whose catalogue this is. */
export const serverVersion = "14.0";

/** What SHOW and current_setting answer. */
export const settings: Readonly<Record<string, string>> = {
  server_version: serverVersion,
  server_version_num: "140000",
  server_encoding: "UTF8",
  client_encoding: "UTF8",
  datestyle: "ISO, MDY",
  timezone: "UTC",
  intervalstyle: "postgres",
  integer_datetimes: "on",
  standard_conforming_strings: "on",
  search_path: "public",
  transaction_isolation: "read committed",
  default_transaction_isolation: "read committed",
  transaction_read_only: "on",
  default_transaction_read_only: "on",
  max_identifier_length: "63",
  max_index_keys: "32",
  is_superuser: "off",
  lc_collate: "C",
  lc_ctype: "C",
  extra_float_digits: "1",
  bytea_output: "hex",
  application_name: "",
  block_size: "8192",
  max_connections: "100",
  ssl: "on",
  statement_timeout: "0",
  row_security: "on",
};

/** Makes the catalogue of one user. */
export async function openCatalogue(semantics: Semantics, user: string): Promise<Catalogue> {
  const instance = await DuckDBInstance.create(":memory:", shutIn);
  const connection = await instance.connect();
  const run = async (name: string): Promise<void> => {
    await connection.run(readFileSync(shipped("cube", "catalog", `${name}.sql`), "utf8"));
  };
  await run("source");
  await fill(connection, semantics, user);
  for (const name of ["pg", "empty", "info", "macros"]) await run(name);
  await connection.run(settingMacro());
  const tables = await tablesOf(connection);
  const functions = await functionsOf(connection);
  await connection.run("set global timezone = 'UTC'");
  await connection.run("set lock_configuration = true");
  return { tables, functions, connect: () => instance.connect() };
}

// not a query of source.settings: a function in FROM may hold no query, and Grafana's does this
function settingMacro(): string {
  const known = Object.entries(settings).map(([name, value]) => `'${name}': '${value}'`);
  return `create macro pg_current_setting(wanted, if_missing := false) as
    map {${known.join(", ")}}[lower(wanted)]`;
}

const firstOid = 16_400;

async function fill(
  connection: DuckDBConnection,
  semantics: Semantics,
  user: string,
): Promise<void> {
  const session = [user, "tenure", serverVersion];
  await connection.run("insert into source.session values ($1, $2, $3)", session);
  for (const [name, value] of Object.entries(settings)) {
    await connection.run("insert into source.settings values ($1, $2)", [name, value]);
  }
  const views = [...semantics.views.values()].sort((left, right) =>
    left.name < right.name ? -1 : 1,
  );
  const relations = await connection.createAppender("relations", "source");
  const columns = await connection.createAppender("columns", "source");
  for (const [index, view] of views.entries()) {
    const oid = firstOid + index;
    relations.appendInteger(oid);
    relations.appendVarchar(view.name);
    relations.appendVarchar(view.description);
    relations.appendInteger(view.columns.size);
    relations.endRow();
    let position = 0;
    for (const column of view.columns.values()) {
      const type = await semantics.typeOf(view.name, column.name);
      position += 1;
      columns.appendInteger(oid);
      columns.appendInteger(position);
      columns.appendVarchar(column.name);
      columns.appendInteger(oidOf(type));
      columns.appendInteger(modifierOf(type));
      columns.appendVarchar(`${column.kind}: ${column.description}`);
      columns.endRow();
    }
  }
  relations.closeSync();
  columns.closeSync();
}

async function tablesOf(
  connection: DuckDBConnection,
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const reader = await connection.runAndReadAll(
    "select table_schema, table_name from information_schema.tables",
  );
  const tables = new Map<string, Set<string>>();
  for (const [schema, name] of reader.getRows()) {
    const known = schemas[String(schema)];
    if (known !== undefined) {
      tables.set(known, (tables.get(known) ?? new Set()).add(String(name)));
    }
  }
  return tables;
}

async function functionsOf(connection: DuckDBConnection): Promise<ReadonlySet<string>> {
  const reader = await connection.runAndReadAll(
    "select distinct function_name from duckdb_functions() where function_type = 'macro' and not internal",
  );
  return new Set(reader.getRows().map(([name]) => String(name).slice("pg_".length)));
}
