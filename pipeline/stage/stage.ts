import type { DuckDBConnection } from "@duckdb/node-api";
import type { FileContract } from "../contract.js";
import { literal, rows } from "../database.js";
import { type EntityName, entityNames, entityOf } from "../entities.js";
import { exitCodes, TenureError } from "../error.js";
import type { LedgerFile } from "../ledger.js";
import type { Log } from "../log.js";
import type { Warehouse } from "../warehouse.js";
import { writeLedgerTables } from "./ledger-tables.js";
import {
  type EntitySource,
  filesInForce,
  resolvedRows,
  type SelectContext,
  stagedSelect,
  strangerRows,
} from "./staged-select.js";

export interface StageOptions {
  readonly connection: DuckDBConnection;
  readonly warehouse: Warehouse;
  readonly contracts: readonly FileContract[];
  /** The ledger files that this run reads. */
  readonly files: readonly LedgerFile[];
  readonly asOf: Date;
  /** as_of of the build that this one starts from; undefined in a full build. */
  readonly previousAsOf: Date | undefined;
  readonly runId: string;
  readonly log: Log;
}

export interface StageReport {
  readonly rowsRead: number;
  readonly rowsQuarantined: number;
  /** Relations that differ from the build that this one starts from. */
  readonly changed: ReadonlySet<string>;
  /** First month whose figures the changes can touch, `YYYY-MM-01`; all months: 0001-01-01. */
  readonly recomputeFrom: string;
}

const everything = "0001-01-01";
const nothing = "9999-12-01";

function contextOf(options: StageOptions): SelectContext {
  const asOf = options.asOf.toISOString().replace("T", " ").replace("Z", "");
  return { ...options, asOf: `timestamp ${literal(asOf)}` };
}

function sourcesOf(options: StageOptions, entity: EntityName): EntitySource[] {
  return options.contracts
    .filter((contract) => contract.entity === entity)
    .map((contract) => ({ contract, files: filesOf(options.files, contract) }));
}

function filesOf(files: readonly LedgerFile[], contract: FileContract): LedgerFile[] {
  return files.filter((file) => file.source === contract.source && file.entity === contract.entity);
}

function monthOf(timestamp: string): string {
  return `${timestamp.slice(0, 7)}-01`;
}

function earliest(months: readonly string[]): string {
  return [...months, nothing].sort()[0] ?? nothing;
}

async function hasTable(connection: DuckDBConnection, name: string): Promise<boolean> {
  const found = await rows(
    connection,
    `select 1 from duckdb_tables() where schema_name = 'staging' and table_name = ${literal(name)}
     and database_name = current_database()`,
  );
  return found.length > 0;
}

interface Change {
  readonly relation: string;
  readonly from: string;
}

// rows are compared without their place in a file: the same facts in another file change nothing
async function difference(
  connection: DuckDBConnection,
  entity: EntityName,
  old: string,
): Promise<Change | undefined> {
  const at = entityOf(entity).happenedAt;
  const facts = (table: string): string => `select * exclude (file_id, line) from ${table}`;
  const [row] = await rows(
    connection,
    `select count(*)::integer as n, ${at === undefined ? "null" : `min(${at})::varchar`} as oldest,
       count(*) filter (where ${at === undefined ? "true" : `${at} is null`})::integer as undated
     from ((${facts(old)} except all ${facts(`staging.${entity}`)}) union all
       (${facts(`staging.${entity}`)} except all ${facts(old)}))`,
  );
  if (Number(row?.n) === 0) return undefined;
  const isDated = Number(row?.undated) === 0 && row?.oldest !== null && entity !== "accounts";
  return {
    relation: `staging.${entity}`,
    from: isDated ? monthOf(String(row?.oldest)) : everything,
  };
}

async function stageBounded(
  options: StageOptions,
  entity: EntityName,
): Promise<Change | undefined> {
  const { connection } = options;
  const table = `staging.${entity}`;
  const isKnown = options.previousAsOf !== undefined && (await hasTable(connection, entity));
  if (isKnown) {
    await connection.run(`create or replace temp table previous_rows as select * from ${table}`);
  }
  const sources = sourcesOf(options, entity);
  const select = await stagedSelect(contextOf(options), entity, sources);
  await connection.run(`create or replace table ${table} as ${select}`);
  if (entity === "accounts") await addBillingAccounts(options);
  if (!isKnown) return { relation: table, from: everything };
  return difference(connection, entity, "previous_rows");
}

async function stageUnbounded(
  options: StageOptions,
  entity: EntityName,
): Promise<Change | undefined> {
  const { connection } = options;
  const sources = sourcesOf(options, entity);
  const select = await stagedSelect(contextOf(options), entity, sources);
  await connection.run(`drop view if exists staging.${entity}`);
  await connection.run(`create view staging.${entity} as ${select}`);
  const now = sources.flatMap((source) => source.files);
  const before =
    options.previousAsOf === undefined || !(await hasTable(connection, "read_files"))
      ? undefined
      : await rows(
          connection,
          `select file_id, oldest_at::varchar as oldest_at from staging.read_files
           where entity = ${literal(entity)}`,
        );
  if (before === undefined) return { relation: `staging.${entity}`, from: everything };
  const added = now.filter((file) => !before.some((row) => row.file_id === file.fileId));
  const removed = before.filter((row) => !now.some((file) => row.file_id === file.fileId));
  const touched = [...added.map((file) => file.oldestAt), ...removed.map((row) => row.oldest_at)];
  if (touched.length === 0) return undefined;
  const months = touched.map((at) => (at === null ? nothing : monthOf(String(at))));
  return { relation: `staging.${entity}`, from: earliest(months) };
}

async function rememberFiles(options: StageOptions): Promise<void> {
  const { connection } = options;
  await connection.run(`create or replace table staging.read_files
    (file_id varchar, entity varchar, oldest_at timestamp)`);
  await connection.run(
    `insert into staging.read_files select file_id, entity, oldest_at from ledger.files
     where file_id in (${options.files.map((file) => literal(file.fileId)).join(", ") || "null"})`,
  );
}

function asOfChange(options: StageOptions): Change[] {
  const { previousAsOf, asOf } = options;
  if (previousAsOf === undefined) return [{ relation: "config.run", from: everything }];
  if (previousAsOf.getTime() === asOf.getTime()) return [];
  const first = new Date(Math.min(previousAsOf.getTime(), asOf.getTime()) - 1);
  return [{ relation: "config.run", from: monthOf(first.toISOString()) }];
}

function refuseBadFiles(options: StageOptions): void {
  const over = options.files.flatMap((file) => {
    const contract = options.contracts.find(
      (other) => other.source === file.source && other.entity === file.entity,
    );
    const limit = contract?.maxBadShare ?? 0;
    const isOver = file.rowsRead > 0 && file.rowsQuarantined / file.rowsRead > limit;
    return isOver ? [{ file, limit, at: contract?.at ?? "" }] : [];
  });
  const [first] = over;
  if (first === undefined) return;
  const said = over.map(
    ({ file, limit }) =>
      `${file.path} has ${file.rowsQuarantined} bad rows of ${file.rowsRead} (limit ${limit * 100}%)`,
  );
  throw new TenureError("stage/too-many-bad-rows", said.join("; "), {
    hint: `See tenure quarantine list, then mend the export or the contract at ${first.at}.`,
    exitCode: exitCodes.tooManyBadRows,
  });
}

// only billing creates accounts, and only where no accounts file does
async function stageKnownAccounts(options: StageOptions): Promise<void> {
  const accounts = sourcesOf(options, "accounts");
  const billing = entityNames.filter((name) => entityOf(name).createsAccounts);
  const creators =
    accounts.length > 0 ? accounts : billing.flatMap((name) => sourcesOf(options, name));
  const selects: string[] = [];
  for (const source of creators) {
    const found = await resolvedRows(contextOf(options), source, filesInForce(source));
    if (found !== undefined) selects.push(`select account_id from (${found})`);
  }
  const union = selects.length === 0 ? "select null::varchar as account_id where false" : selects;
  await options.connection.run(`create or replace table staging.known_accounts as
    select distinct account_id from (${Array.isArray(union) ? union.join(" union all ") : union})
    where account_id is not null`);
}

// an account that only billing names has an id and nothing else
async function addBillingAccounts(options: StageOptions): Promise<void> {
  if (sourcesOf(options, "accounts").length > 0) return;
  await options.connection.run(`insert into staging.accounts by name
    select account_id from staging.known_accounts order by account_id`);
}

async function stageStrangers(options: StageOptions): Promise<void> {
  const { connection } = options;
  const sources = order.flatMap((entity) => sourcesOf(options, entity));
  const { listed, counted } = await strangerRows(contextOf(options), sources);
  const none = `select null::varchar as file_id, null::bigint as line, null::varchar as entity,
    null::varchar as account_id, null::varchar as raw_text where false`;
  await connection.run(`create or replace table staging.unknown_accounts as
    ${[none, ...listed].join("\nunion all\n")}`);
  await connection.run(`create or replace table staging.unknown_counts as
    select file_id, count(*) as row_count from staging.unknown_accounts group by file_id`);
  for (const [file, count] of counted) {
    await connection.run("update staging.unknown_counts set row_count = $1 where file_id = $2", [
      count,
      file,
    ]);
  }
}

// accounts first, then what accounts are looked up through
const order: readonly EntityName[] = [
  "accounts",
  "subscriptions",
  ...entityNames.filter((name) => name !== "accounts" && name !== "subscriptions"),
];

/**
 * Builds `staging.*` from the lake: the newest rows by each contract's update rule, accounts
 * resolved, nothing at or after as_of. Throws `stage/too-many-bad-rows`.
 */
export async function stage(options: StageOptions): Promise<StageReport> {
  const { connection } = options;
  refuseBadFiles(options);
  await connection.run("create schema if not exists staging");
  await stageKnownAccounts(options);
  const changes: Change[] = asOfChange(options);
  for (const entity of order) {
    const change = entityOf(entity).isUnbounded
      ? await stageUnbounded(options, entity)
      : await stageBounded(options, entity);
    if (change !== undefined) changes.push(change);
  }
  await stageStrangers(options);
  await rememberFiles(options);
  const counted = await writeLedgerTables(options);
  const changed = new Set(changes.map((change) => change.relation));
  for (const name of ["files", "quarantine", "runs"]) changed.add(`staging.ledger_${name}`);
  return {
    ...counted,
    changed,
    recomputeFrom: earliest(changes.map((change) => change.from)),
  };
}

/** Drops what only the run needs: views on lake files that a reader may not open. */
export async function dropViews(connection: DuckDBConnection): Promise<void> {
  for (const entity of entityNames.filter((name) => entityOf(name).isUnbounded)) {
    await connection.run(`drop view if exists staging.${entity}`);
  }
}
