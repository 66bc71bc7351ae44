import type { DuckDBConnection } from "@duckdb/node-api";
import type { FileContract } from "../contract.js";
import { contractOf } from "../contract-of.js";
import { literal, rows, sqlTime } from "../database.js";
import { type EntityName, entityNames, entityOf } from "../entities.js";
import { type LedgerFile, placeOf } from "../ledger.js";
import type { Log } from "../log.js";
import type { Warehouse } from "../warehouse.js";
import type { Identity } from "./identity.js";
import { type EntitySource, lookupsOf, type SelectContext } from "./resolved-rows.js";

export interface StageOptions {
  readonly connection: DuckDBConnection;
  readonly warehouse: Warehouse;
  readonly contracts: readonly FileContract[];
  readonly identity: Identity;
  /** The ledger files that this run reads. */
  readonly files: readonly LedgerFile[];
  readonly asOf: Date;
  /** as_of of the build that this one starts from; undefined in a full build. */
  readonly previousAsOf: Date | undefined;
  readonly knownAt: Date | null;
  /** The file of the published build, whether this one starts from it or not. */
  readonly published: string | undefined;
  /** Whether what was published before may be of another company. */
  readonly onlyPresent?: boolean;
  readonly runId: string;
  readonly log: Log;
}

/** A relation that differs from the build before, and the first month that it can touch. */
export interface Change {
  readonly relation: string;
  readonly from: string;
}

/** The month that says that all months are touched. */
export const everything = "0001-01-01";

/** What the selects of a stage need to know. */
export function contextOf(options: StageOptions): SelectContext {
  const asOf = `timestamp ${literal(sqlTime(options.asOf))}`;
  return { ...options, asOf, creators: creatorsOf(options) };
}

/** What a run reads of one entity: each contract with the files that are its own. */
export function sourcesOf(options: StageOptions, entity: EntityName): EntitySource[] {
  const files = options.files.map((file) => ({
    file,
    contract: contractOf(file, options.contracts),
  }));
  return options.contracts
    .filter((contract) => contract.entity === entity)
    .map((contract) => ({
      contract,
      files: files.filter((found) => found.contract === contract).map(({ file }) => file),
    }));
}

/** Whether the build that this one starts from has a table of the schema `staging`. */
export async function hasTable(connection: DuckDBConnection, name: string): Promise<boolean> {
  const found = await rows(
    connection,
    `select 1 from duckdb_tables() where schema_name = 'staging' and table_name = ${literal(name)}
     and database_name = current_database()`,
  );
  return found.length > 0;
}

function activeLandings(options: StageOptions): string {
  const places = options.files.map((file) => {
    const { path, at } = placeOf(file);
    return `(${literal(file.fileId)}, ${literal(path)}, ${literal(at)}::timestamp)`;
  });
  const values = places.length === 0 ? "(null, null, null::timestamp)" : places.join(", ");
  return `select files.file_id, entity, oldest_at, places.path, places.seen_at
    from ledger.files as files
    join (values ${values}) as places(file_id, path, seen_at) on places.file_id = files.file_id`;
}

/** Keeps which files a build was made of, for the next one to compare. */
export async function rememberFiles(options: StageOptions): Promise<void> {
  const select = activeLandings(options);
  await options.connection.run(`create or replace table staging.landings_read as ${select}`);
}

/** The entities that say which accounts there are: accounts files, and else those of billing. */
export function creatorsOf(options: StageOptions): readonly EntityName[] {
  if (options.contracts.some((contract) => contract.entity === "accounts")) return ["accounts"];
  return entityNames.filter((name) => entityOf(name).createsAccounts);
}

/** The entities that the accounts of an entity's rows are looked up in. */
export function lookupsOfEntity(options: StageOptions, entity: EntityName): readonly EntityName[] {
  const context = { identity: options.identity, creators: creatorsOf(options) };
  const contracts = options.contracts.filter((contract) => contract.entity === entity);
  return contracts.flatMap((contract) => lookupsOf(context, contract));
}

/** An entity with every one that its accounts are looked up through, however far. */
function inputsOf(options: StageOptions, entity: EntityName): readonly EntityName[] {
  const inputs = new Set<EntityName>([entity]);
  // a set grows while it is walked
  for (const name of inputs) {
    for (const lookup of lookupsOfEntity(options, name)) inputs.add(lookup);
  }
  return [...inputs];
}

/** Writes which entities say what account a row is of into `staging.account_sources`. */
export async function writeAccountSources(options: StageOptions): Promise<void> {
  const lookups = entityNames.flatMap((entity) => lookupsOfEntity(options, entity));
  const entities = [...creatorsOf(options), ...lookups];
  const names = new Set(entities.flatMap((name) => inputsOf(options, name)));
  const values = [...names].map((name) => `(${literal(name)})`).join(", ");
  await options.connection.run(
    `create or replace table staging.account_sources as
     select entity from (values ${values}) as sources(entity)`,
  );
}

/**
 * Entities whose rows are those of the build that this one starts from: same as_of, and the same
 * files of their own, of the accounts and of what their accounts are looked up through.
 */
export async function untouchedEntities(options: StageOptions): Promise<ReadonlySet<EntityName>> {
  const { connection, previousAsOf, asOf } = options;
  if (previousAsOf?.getTime() !== asOf.getTime()) return new Set();
  if (!(await hasTable(connection, "landings_read"))) return new Set();
  const now = activeLandings(options);
  const found = await rows(
    connection,
    `select distinct entity from (
       (select * from staging.landings_read except all ${now}) union all
       (${now} except all select * from staging.landings_read))`,
  );
  const touched = new Set(found.map((row) => String(row.entity)));
  const creators = creatorsOf(options).flatMap((name) => inputsOf(options, name));
  const isUntouched = (entity: EntityName): boolean =>
    [...inputsOf(options, entity), ...creators].every((name) => !touched.has(name));
  return new Set(entityNames.filter(isUntouched));
}
