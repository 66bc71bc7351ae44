import { identifier, literal } from "../database.js";
import { type Entity, type EntityName, entityOf } from "../entities.js";
import type { LedgerFile } from "../ledger.js";
import { monthPrefix } from "../month-columns.js";
import {
  type EntitySource,
  filesInForce,
  isLookedUp,
  landedColumns,
  monthsIn,
  newer,
  resolvedRows,
  type SelectContext,
  stagedColumns,
} from "./resolved-rows.js";
import { isKnownAccount, needsAccount, strangers } from "./strangers.js";

function fileOrder(files: readonly LedgerFile[]): string {
  const values = [...files]
    .sort((a, b) => (newer(a, b) === a ? 1 : -1))
    .map((file, at) => `(${literal(file.fileId)}, ${at})`);
  return `(values ${values.join(", ")}) as file_order(file_id, nth)`;
}

function keyOf({ contract }: EntitySource, declared: Entity): readonly string[] {
  if (contract.key.length === 0) return declared.key.map(identifier);
  return contract.key.map((name) =>
    identifier(declared.columns[name] === undefined ? `key:${name}` : name),
  );
}

// a version from after as_of is used only where there is none from before
function newestByKey(context: SelectContext, source: EntitySource, inner: string): string {
  const declared = entityOf(source.contract.entity);
  const at = declared.updatedAt;
  const seen = `case when ${at} < ${context.asOf} then ${at} end desc nulls last, ${at} asc nulls last,`;
  return `select staged.* from (${inner}) as staged
    join ${fileOrder(filesInForce(source))} on file_order.file_id = staged.file_id
    qualify row_number() over (
      partition by ${keyOf(source, declared).join(", ")}
      order by ${at === undefined ? "" : seen} file_order.nth desc, line desc
    ) = 1`;
}

function newestByDay(source: EntitySource, inner: string): string {
  const day = `${entityOf(source.contract.entity).happenedAt ?? "null"}::date`;
  return `select staged.* from (${inner}) as staged
    join ${fileOrder(filesInForce(source))} on file_order.file_id = staged.file_id
    qualify max(file_order.nth) over (partition by ${day}) = file_order.nth`;
}

// landing has left one row of each key in a file, unless times of change tell several apart
async function isOneRowByKey(context: SelectContext, source: EntitySource): Promise<boolean> {
  const { contract } = source;
  const [file, ...others] = filesInForce(source);
  const isAlone = others.length === 0 && file?.contractVersion === contract.version;
  if (file === undefined || !isAlone || contract.key.length === 0) return false;
  const { updatedAt } = entityOf(contract.entity);
  const present = await landedColumns(context, [file]);
  const isKeyed = contract.key.every((name) => present.has(name));
  return isKeyed && (updatedAt === undefined || !present.has(updatedAt));
}

async function inForce(
  context: SelectContext,
  source: EntitySource,
  inner: string,
): Promise<string> {
  switch (source.contract.update) {
    case "append":
      return inner;
    case "replace_by_day":
      return newestByDay(source, inner);
    case "snapshot":
    case "upsert":
      return (await isOneRowByKey(context, source)) ? inner : newestByKey(context, source, inner);
  }
}

/** SQL that is true for a row that had happened before as_of. */
export function seenBefore(context: SelectContext, entity: EntityName): string {
  const at = entityOf(entity).happenedAt;
  return at === undefined ? "true" : `(${at} is null or ${at} < ${context.asOf})`;
}

function emptyRows(entity: EntityName): string {
  const nulls = stagedColumns(entity).map(([name, type]) => `null::${type} as ${identifier(name)}`);
  return `select ${nulls.join(", ")} where false`;
}

async function unboundedRows(context: SelectContext, source: EntitySource): Promise<string[]> {
  const files = filesInForce(source);
  const odd = isLookedUp(context, source)
    ? new Set(files.map((file) => file.fileId))
    : await strangers(context, source, files);
  if (source.contract.update !== "append") {
    const all = await resolvedRows(context, source, files);
    return all === undefined
      ? []
      : [`select * from (${await inForce(context, source, all)}) where ${isKnownAccount}`];
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
  const newest = await inForce(context, source, inner);
  const isChecked = needsAccount(source.contract.entity);
  const known = isChecked ? `select * from (${newest}) where ${isKnownAccount}` : newest;
  const months = monthsIn(await landedColumns(context, filesInForce(source)));
  return [months.length === 0 ? known : byMonth(known, months)];
}

// a row with a column a month is as many rows; an empty cell says nothing
function byMonth(inner: string, months: readonly string[]): string {
  const cells = months.map((name) => {
    const month = `timestamp ${literal(name.slice(monthPrefix.length))}`;
    return `{'month': ${month}, 'mrr': wide.${identifier(name)}}`;
  });
  return `select wide.* exclude (month, mrr), cell.month as month, cell.mrr as mrr
    from (${inner}) as wide cross join unnest([${cells.join(", ")}]) as cells(cell)
    where cell.mrr is not null`;
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
