import { existsSync, renameSync } from "node:fs";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { FileContract } from "../contract.js";
import { identifier, literal, rows } from "../database.js";
import { type Entity, type EntityName, entityOf, sqlTypes } from "../entities.js";
import type { LedgerFile } from "../ledger.js";
import type { Warehouse } from "../warehouse.js";

/** What a run reads of one entity: one contract with its landed files that hold rows. */
export interface EntitySource {
  readonly contract: FileContract;
  readonly files: readonly LedgerFile[];
}

export interface SelectContext {
  readonly connection: DuckDBConnection;
  readonly warehouse: Warehouse;
  /** as_of as an SQL timestamp literal. */
  readonly asOf: string;
}

function lakeFile(context: SelectContext, file: LedgerFile): string {
  return join(context.warehouse.folder, file.lakePath ?? "");
}

function newer(a: LedgerFile, b: LedgerFile): LedgerFile {
  if (a.path !== b.path) return a.path > b.path ? a : b;
  return a.landedAt >= b.landedAt ? a : b;
}

/** The files whose rows count: all, or the newest alone where a file is all there is. */
export function filesInForce(source: EntitySource): readonly LedgerFile[] {
  const filled = source.files.filter((file) => file.lakePath !== null);
  const [first, ...others] = filled;
  if (source.contract.update !== "snapshot" || first === undefined) return filled;
  return [others.reduce(newer, first)];
}

function lake(context: SelectContext, files: readonly LedgerFile[]): string {
  const list = files.map((file) => literal(lakeFile(context, file))).join(", ");
  return `read_parquet([${list}], union_by_name = true, filename = true, file_row_number = true)`;
}

async function columnsIn(context: SelectContext, from: string): Promise<Set<string>> {
  const described = await rows(context.connection, `describe select * from ${from}`);
  return new Set(described.map((row) => String(row.column_name)));
}

function attributes(present: ReadonlySet<string>): string {
  const extras = [...present].filter((name) => name.startsWith("x:")).sort();
  if (extras.length === 0) return "null::varchar";
  const pairs = extras.map((name) => `${literal(name.slice(2))}, landed.${identifier(name)}`);
  return `json_object(${pairs.join(", ")})::varchar`;
}

function hasAttributes(entity: EntityName): boolean {
  return entity === "accounts" || "attributes" in entityOf(entity).columns;
}

function canonicalColumns(entity: EntityName, present: ReadonlySet<string>): string[] {
  const through = [...present].find((name) => name.startsWith("through:"));
  const declared = Object.entries(entityOf(entity).columns).map(([name, { type }]) => {
    if (name === "account_id" && through !== undefined) {
      return `looked_up.account_id as account_id`;
    }
    if (present.has(name)) return `landed.${identifier(name)} as ${identifier(name)}`;
    if (name === "attributes") return `${attributes(present)} as attributes`;
    return `null::${sqlTypes[type]} as ${identifier(name)}`;
  });
  const isAccounts = entity === "accounts";
  return isAccounts ? [...declared, `${attributes(present)} as attributes`] : declared;
}

/** Names of the columns of `staging.<entity>`, in order, with their SQL types. */
export function stagedColumns(entity: EntityName): readonly (readonly [string, string])[] {
  const declared = Object.entries(entityOf(entity).columns).map(
    ([name, { type }]) => [name, sqlTypes[type]] as const,
  );
  const extra: (readonly [string, string])[] =
    hasAttributes(entity) && !("attributes" in entityOf(entity).columns)
      ? [["attributes", "varchar"]]
      : [];
  return [...declared, ...extra, ["file_id", "varchar"], ["line", "bigint"]];
}

/**
 * Rows of some lake files in canonical columns with file_id, line and, where the contract says
 * so, the account looked up; undefined when there are no files.
 */
export async function resolvedRows(
  context: SelectContext,
  source: EntitySource,
  files: readonly LedgerFile[],
): Promise<string | undefined> {
  if (files.length === 0) return undefined;
  const { entity } = source.contract;
  const from = lake(context, files);
  const present = await columnsIn(context, from);
  const through = [...present].find((name) => name.startsWith("through:"));
  const throughEntity = through?.slice("through:".length) as EntityName | undefined;
  const join =
    through === undefined || throughEntity === undefined
      ? ""
      : `left join staging.${throughEntity} as looked_up
         on looked_up.${entityOf(throughEntity).key[0]} = landed.${identifier(through)}`;
  const line = present.has("line")
    ? "coalesce(landed.line, landed.file_row_number + 2)"
    : "landed.file_row_number + 2";
  return `select ${canonicalColumns(entity, present).join(", ")},
      parse_filename(landed.filename, true) as file_id, ${line} as line
    from ${from} as landed ${join}`;
}

/** SQL for one row per (account_id) that other entities may name, in `staging.known_accounts`. */
export const isKnownAccount = "account_id in (select account_id from staging.known_accounts)";

function fileOrder(files: readonly LedgerFile[]): string {
  const values = [...files]
    .sort((a, b) => (newer(a, b) === a ? 1 : -1))
    .map((file, at) => `(${literal(file.fileId)}, ${at})`);
  return `(values ${values.join(", ")}) as file_order(file_id, nth)`;
}

function keyOf(contract: FileContract, declared: Entity): readonly string[] {
  const key = contract.key.length > 0 ? contract.key : declared.key;
  return key.map(identifier);
}

// a version from after as_of is used only where there is none from before
function newestByKey(context: SelectContext, source: EntitySource, inner: string): string {
  const declared = entityOf(source.contract.entity);
  const at = declared.updatedAt;
  const seen = `case when ${at} < ${context.asOf} then ${at} end desc nulls last, ${at} asc nulls last,`;
  return `select staged.* from (${inner}) as staged
    join ${fileOrder(filesInForce(source))} on file_order.file_id = staged.file_id
    qualify row_number() over (
      partition by ${keyOf(source.contract, declared).join(", ")}
      order by ${at === undefined ? "" : seen} file_order.nth desc, line desc
    ) = 1`;
}

function newestByDay(source: EntitySource, inner: string): string {
  const day = `${entityOf(source.contract.entity).happenedAt ?? "null"}::date`;
  return `select staged.* from (${inner}) as staged
    join ${fileOrder(filesInForce(source))} on file_order.file_id = staged.file_id
    qualify max(file_order.nth) over (partition by ${day}) = file_order.nth`;
}

function inForce(context: SelectContext, source: EntitySource, inner: string): string {
  switch (source.contract.update) {
    case "append":
      return inner;
    case "replace_by_day":
      return newestByDay(source, inner);
    case "snapshot":
    case "upsert":
      return newestByKey(context, source, inner);
  }
}

function seenBefore(context: SelectContext, entity: EntityName): string {
  const at = entityOf(entity).happenedAt;
  return at === undefined ? "true" : `(${at} is null or ${at} < ${context.asOf})`;
}

function emptyRows(entity: EntityName): string {
  const nulls = stagedColumns(entity).map(([name, type]) => `null::${type} as ${identifier(name)}`);
  return `select ${nulls.join(", ")} where false`;
}

function needsAccount(entity: EntityName): boolean {
  return entity !== "accounts" && entityOf(entity).columns.account_id?.required === true;
}

async function writeSidecar(
  context: SelectContext,
  source: EntitySource,
  file: LedgerFile,
  path: string,
): Promise<void> {
  const select = await resolvedRows(context, source, [file]);
  const accounts = `select account_id, count(*) as row_count from (${select}) group by account_id`;
  const partial = `${path}.partial`;
  await context.connection.run(`copy (${accounts}) to ${literal(partial)} (format parquet)`);
  renameSync(partial, path);
}

/**
 * Rows by lake file that name an account nobody knows. Each lake file has a small one beside it
 * with its accounts, so that only new files are read whole.
 */
async function strangers(
  context: SelectContext,
  source: EntitySource,
  files: readonly LedgerFile[],
): Promise<Map<string, number>> {
  if (files.length === 0) return new Map();
  const sidecars: string[] = [];
  for (const file of files) {
    const path = lakeFile(context, file).replace(/\.parquet$/, ".accounts.parquet");
    if (!existsSync(path)) await writeSidecar(context, source, file, path);
    sidecars.push(literal(path));
  }
  const found = await rows(
    context.connection,
    `select replace(parse_filename(filename, true), '.accounts', '') as file_id,
       sum(row_count)::bigint as row_count
     from read_parquet([${sidecars.join(", ")}], filename = true)
     where account_id is null or not ${isKnownAccount} group by file_id`,
  );
  return new Map(found.map((row) => [String(row.file_id), Number(row.row_count)]));
}

function isLookedUp(source: EntitySource): boolean {
  return source.contract.columns.account_id?.through !== undefined;
}

async function unboundedRows(context: SelectContext, source: EntitySource): Promise<string[]> {
  const files = filesInForce(source);
  const odd = isLookedUp(source)
    ? new Set(files.map((file) => file.fileId))
    : await strangers(context, source, files);
  if (source.contract.update !== "append") {
    const all = await resolvedRows(context, source, files);
    return all === undefined
      ? []
      : [`select * from (${inForce(context, source, all)}) where ${isKnownAccount}`];
  }
  const plain = await resolvedRows(
    context,
    source,
    files.filter((file) => !odd.has(file.fileId)),
  );
  const checked = await resolvedRows(
    context,
    source,
    files.filter((file) => odd.has(file.fileId)),
  );
  return [
    ...(plain === undefined ? [] : [plain]),
    ...(checked === undefined ? [] : [`select * from (${checked}) where ${isKnownAccount}`]),
  ];
}

async function boundedRows(context: SelectContext, source: EntitySource): Promise<string[]> {
  const inner = await resolvedRows(context, source, filesInForce(source));
  if (inner === undefined) return [];
  const newest = inForce(context, source, inner);
  const isChecked = needsAccount(source.contract.entity);
  return [isChecked ? `select * from (${newest}) where ${isKnownAccount}` : newest];
}

/** The select behind `staging.<entity>`: rows in force, of known accounts, before as_of. */
export async function stagedSelect(
  context: SelectContext,
  entity: EntityName,
  sources: readonly EntitySource[],
): Promise<string> {
  const parts: string[] = [];
  for (const source of sources) {
    const found = entityOf(entity).isUnbounded
      ? await unboundedRows(context, source)
      : await boundedRows(context, source);
    parts.push(...found);
  }
  const names = stagedColumns(entity).map(([name]) => identifier(name));
  const union = parts.length === 0 ? emptyRows(entity) : parts.join("\nunion all\n");
  return `select ${names.join(", ")} from (${union}) as staged where ${seenBefore(context, entity)}`;
}

/** Rows that name an account nobody knows: some of them in full, and how many by file. */
export interface Strangers {
  /** Selects of file_id, line, entity, account_id, raw_text. */
  readonly listed: readonly string[];
  /** Counts of files too large to be listed in full. */
  readonly counted: ReadonlyMap<string, number>;
}

// a usage export of the wrong company would otherwise copy itself into the build
const listedPerFile = 100_000;

/** Finds the rows in force of every entity that name an account nobody knows. */
export async function strangerRows(
  context: SelectContext,
  sources: readonly EntitySource[],
): Promise<Strangers> {
  const listed: string[] = [];
  const counted = new Map<string, number>();
  for (const source of sources.filter(({ contract }) => needsAccount(contract.entity))) {
    const { entity } = source.contract;
    const all = filesInForce(source);
    const isLarge = entityOf(entity).isUnbounded && !isLookedUp(source);
    const odd = isLarge ? await strangers(context, source, all) : undefined;
    for (const [file, count] of odd ?? []) counted.set(file, count);
    const files = all.filter((file) => odd?.has(file.fileId) ?? true);
    const inner = await resolvedRows(context, source, files);
    if (inner === undefined) continue;
    listed.push(`(select file_id, line, ${literal(entity)} as entity, account_id,
        to_json(staged)::varchar as raw_text
      from (${inner}) as staged where account_id is null or not ${isKnownAccount}
      ${isLarge ? `limit ${listedPerFile}` : ""})`);
  }
  return { listed, counted };
}
