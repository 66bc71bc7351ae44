import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { FileContract } from "../contract.js";
import { fileLiteral, identifier, literal, rows } from "../database.js";
import { type EntityName, entityOf, sqlTypes } from "../entities.js";
import { isLater, type LedgerFile, placeOf } from "../ledger.js";
import { monthPrefix } from "../month-columns.js";
import type { Warehouse } from "../warehouse.js";
import { entitiesBehind, type Identity, identified, waysOf } from "./identity.js";

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
  readonly identity: Identity;
  /** The entities that say which accounts there are. */
  readonly creators: readonly EntityName[];
}

/** Absolute path of a landed file. */
export function lakeFile(context: SelectContext, file: LedgerFile): string {
  return join(context.warehouse.folder, file.lakePath ?? "");
}

/** The later of two files: by name, then by when its bytes appeared there. */
export function newer(a: LedgerFile, b: LedgerFile): LedgerFile {
  return isLater(placeOf(b), placeOf(a)) ? b : a;
}

/** The files whose rows count: all, or the newest alone where a file is all there is. */
export function filesInForce(source: EntitySource): readonly LedgerFile[] {
  const filled = source.files.filter((file) => file.lakePath !== null);
  const [first, ...others] = filled;
  if (source.contract.update !== "snapshot" || first === undefined) return filled;
  return [others.reduce(newer, first)];
}

function lake(context: SelectContext, files: readonly LedgerFile[]): string {
  const list = files.map((file) => fileLiteral(lakeFile(context, file))).join(", ");
  return `read_parquet([${list}], union_by_name = true, filename = true, file_row_number = true)`;
}

/** Names of the columns that some landed files have. */
export async function landedColumns(
  context: SelectContext,
  files: readonly LedgerFile[],
): Promise<ReadonlySet<string>> {
  const described = await rows(
    context.connection,
    `describe select * from ${lake(context, files)}`,
  );
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

function canonicalColumns(
  entity: EntityName,
  present: ReadonlySet<string>,
  account: string | undefined,
): string[] {
  const declared = Object.entries(entityOf(entity).columns).map(([name, { type }]) => {
    if (name === "account_id" && account !== undefined) return `${account} as account_id`;
    if (present.has(name)) return `landed.${identifier(name)} as ${identifier(name)}`;
    if (name === "attributes") return `${attributes(present)} as attributes`;
    return `null::${sqlTypes[type]} as ${identifier(name)}`;
  });
  const isAccounts = entity === "accounts";
  return isAccounts ? [...declared, `${attributes(present)} as attributes`] : declared;
}

/** Names of the columns that each hold a month, in landed files that have such. */
export function monthsIn(present: ReadonlySet<string>): readonly string[] {
  return [...present].filter((name) => name.startsWith(monthPrefix)).sort();
}

/** The key's columns that are no canonical ones, as the lake names them and as the rows carry them. */
function extraKeys({ contract }: EntitySource): readonly (readonly [string, string])[] {
  const declared = entityOf(contract.entity).columns;
  const extras = contract.key.filter((name) => declared[name] === undefined);
  return extras.map((name) => [`x:${name}`, `key:${name}`]);
}

// a key of two accounts names neither, and must not double what is looked up by it
function lookup(entity: EntityName): string {
  const key = identifier(entityOf(entity).key[0] ?? "");
  return `(select ${key} as lookup_key,
      case when count(distinct account_id) = 1 then min(account_id) end as account_id
    from staging.${entity} group by ${key}) as looked_up`;
}

interface Account {
  /** Undefined where the row has it as it is. */
  readonly account: string | undefined;
  readonly joins: string;
}

function accountOf(
  context: SelectContext,
  { contract }: EntitySource,
  present: ReadonlySet<string>,
): Account {
  const through = [...present].find((name) => name.startsWith("through:"));
  if (through !== undefined) {
    const entity = through.slice("through:".length) as EntityName;
    const joins = `left join ${lookup(entity)}
      on looked_up.lookup_key = landed.${identifier(through)}`;
    return { account: "looked_up.account_id", joins };
  }
  const ways = waysOf(context.identity, contract, context.creators);
  if (ways.length === 0 || !present.has("account_id")) return { account: undefined, joins: "" };
  return identified(context.identity, ways, contract.source);
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

function fileIdOf(files: readonly LedgerFile[]): string {
  const [file, ...others] = files;
  if (file !== undefined && others.length === 0) return literal(file.fileId);
  return "parse_filename(landed.filename, true)";
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
  const present = await landedColumns(context, files);
  const { account, joins } = accountOf(context, source, present);
  const line = present.has("line")
    ? "coalesce(landed.line, landed.file_row_number + 2)"
    : "landed.file_row_number + 2";
  const keys = extraKeys(source).map(
    ([lakeName, name]) =>
      `, ${present.has(lakeName) ? `landed.${identifier(lakeName)}` : "null"} as ${identifier(name)}`,
  );
  const months = monthsIn(present).map((name) => `, landed.${identifier(name)}`);
  return `select ${canonicalColumns(entity, present, account).join(", ")}${keys.join("")}${months.join("")},
      ${fileIdOf(files)} as file_id, ${line} as line
    from ${from} as landed ${joins}`;
}
/** The entity that a source's accounts are looked up through. */
export function throughOf({ contract }: { readonly contract: FileContract }) {
  return contract.columns.account_id?.through;
}

/** The entities whose rows say what accounts a source's rows are of. */
export function lookupsOf(
  context: Pick<SelectContext, "identity" | "creators">,
  contract: FileContract,
): readonly EntityName[] {
  const through = throughOf({ contract });
  const ways = waysOf(context.identity, contract, context.creators);
  return [...(through === undefined ? [] : [through]), ...entitiesBehind(ways)];
}

/** Whether a source's accounts are not those that its own rows name. */
export function isLookedUp(context: SelectContext, { contract }: EntitySource): boolean {
  return lookupsOf(context, contract).length > 0;
}
