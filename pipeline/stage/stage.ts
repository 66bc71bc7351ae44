import type { DuckDBConnection } from "@duckdb/node-api";
import { tooManyBadRows } from "../bad-rows.js";
import { literal, rows } from "../database.js";
import { type EntityName, entityNames, entityOf } from "../entities.js";
import { withoutWarehouse } from "../lake-views.js";
import { type LedgerFile, placeOf } from "../ledger.js";
import {
  addBillingAccounts,
  released,
  stageKnownAccounts,
  stageStrangers,
  strangersBefore,
} from "./accounts.js";
import { writeLedgerTables } from "./ledger-tables.js";
import { writePlans } from "./plans.js";
import { writePublished } from "./published.js";
import { writeSealed } from "./sealed.js";
import {
  type Change,
  contextOf,
  everything,
  hasTable,
  lookupsOfEntity,
  rememberFiles,
  type StageOptions,
  sourcesOf,
  untouchedEntities,
  writeAccountSources,
} from "./sources.js";
import { stagedSelect } from "./staged-select.js";

export interface StageReport {
  readonly rowsRead: number;
  readonly rowsQuarantined: number;
  /** Relations that differ from the build that this one starts from, with the first month touched. */
  readonly changed: ReadonlyMap<string, string>;
  /** First month whose figures the changes can touch, `YYYY-MM-01`; all months: 0001-01-01. */
  readonly recomputeFrom: string;
}

const nothing = "9999-12-01";

function monthOf(timestamp: string): string {
  return `${timestamp.slice(0, 7)}-01`;
}

function earliest(months: readonly string[]): string {
  return [...months, nothing].sort()[0] ?? nothing;
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

function isWhere(file: LedgerFile, row: Readonly<Record<string, unknown>>): boolean {
  const { path, at } = placeOf(file);
  return row.file_id === file.fileId && row.path === path && row.seen_at === at;
}

// the view does not outlive the run, but what it reads stays in the lake
async function rememberView(
  { connection, warehouse }: StageOptions,
  entity: EntityName,
  select: string,
): Promise<void> {
  await connection.run(
    "create table if not exists staging.lake_views (entity varchar, sql varchar)",
  );
  await connection.run("delete from staging.lake_views where entity = $1", [entity]);
  const sql = withoutWarehouse(select, warehouse.folder);
  await connection.run("insert into staging.lake_views values ($1, $2)", [entity, sql]);
}

async function stageUnbounded(
  options: StageOptions,
  entity: EntityName,
  earlier: readonly Change[],
): Promise<Change | undefined> {
  const { connection } = options;
  const sources = sourcesOf(options, entity);
  const select = await stagedSelect(contextOf(options), entity, sources);
  await connection.run(`drop view if exists staging.${entity}`);
  await connection.run(`create view staging.${entity} as ${select}`);
  await rememberView(options, entity, select);
  const now = sources.flatMap((source) => source.files);
  const before =
    options.previousAsOf === undefined || !(await hasTable(connection, "landings_read"))
      ? undefined
      : await rows(
          connection,
          `select file_id, oldest_at::varchar as oldest_at, path, seen_at::varchar as seen_at
           from staging.landings_read where entity = ${literal(entity)}`,
        );
  const changed = earlier.map((change) => change.relation);
  const isLookedUpAnew = lookupsOfEntity(options, entity).some((name) =>
    changed.includes(`staging.${name}`),
  );
  if (before === undefined || isLookedUpAnew) {
    return { relation: `staging.${entity}`, from: everything };
  }
  const added = now.filter((file) => !before.some((row) => isWhere(file, row)));
  const removed = before.filter((row) => !now.some((file) => row.file_id === file.fileId));
  const moved = asOfChange(options).map((change) => change.from);
  const touched = [...added.map((file) => file.oldestAt), ...removed.map((row) => row.oldest_at)];
  if (touched.length === 0 && (moved.length === 0 || now.length === 0)) return undefined;
  // what a later file replaces there may lie before its own first row
  const isReplaced = sources.some(({ contract }) =>
    ["snapshot", "upsert"].includes(contract.update),
  );
  if (touched.length > 0 && isReplaced) return { relation: `staging.${entity}`, from: everything };
  const months = touched.map((at) => (at === null ? nothing : monthOf(String(at))));
  return { relation: `staging.${entity}`, from: earliest([...months, ...moved]) };
}

function asOfChange(options: StageOptions): Change[] {
  const { previousAsOf, asOf } = options;
  if (previousAsOf === undefined) return [{ relation: "config.run", from: everything }];
  if (previousAsOf.getTime() === asOf.getTime()) return [];
  const first = new Date(Math.min(previousAsOf.getTime(), asOf.getTime()) - 1);
  return [{ relation: "config.run", from: monthOf(first.toISOString()) }];
}

async function refuseBadFiles(options: StageOptions): Promise<void> {
  const error = await tooManyBadRows(options.connection, options.files, options.contracts);
  if (error !== undefined) throw error;
}

// accounts first, then each entity after the one that its accounts are looked up through
function orderOf(options: StageOptions): readonly EntityName[] {
  const ordered = new Set<EntityName>(["accounts"]);
  const visiting = new Set<EntityName>();
  function visit(entity: EntityName): void {
    if (visiting.has(entity)) return;
    visiting.add(entity);
    lookupsOfEntity(options, entity).forEach(visit);
    ordered.add(entity);
  }
  entityNames.forEach(visit);
  return [...ordered];
}

/**
 * Builds `staging.*` from the lake: the newest rows by each contract's update rule, accounts
 * resolved, nothing at or after as_of. Throws `stage/too-many-bad-rows` and
 * `stage/plan-rewritten`.
 */
export async function stage(options: StageOptions): Promise<StageReport> {
  const { connection } = options;
  await refuseBadFiles(options);
  await connection.run("create schema if not exists staging");
  const hadStrangers = await strangersBefore(options);
  await stageKnownAccounts(options);
  const changes: Change[] = asOfChange(options);
  const untouched = await untouchedEntities(options);
  for (const entity of orderOf(options)) {
    if (untouched.has(entity) && !entityOf(entity).isUnbounded) continue;
    const change = entityOf(entity).isUnbounded
      ? await stageUnbounded(options, entity, changes)
      : await stageBounded(options, entity);
    if (change !== undefined) changes.push(change);
  }
  await stageStrangers(options);
  await rememberFiles(options);
  changes.push(...(await released(options, hadStrangers)));
  await writeAccountSources(options);
  await writePublished(connection, options.published);
  changes.push(...(await writeSealed(options)), ...(await writePlans(options)));
  const counted = await writeLedgerTables(options);
  const changed = new Map<string, string>();
  for (const { relation, from } of changes) {
    changed.set(relation, earliest([from, changed.get(relation) ?? nothing]));
  }
  for (const name of ["files", "quarantine", "runs", "restatements"])
    changed.set(`staging.ledger_${name}`, everything);
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
