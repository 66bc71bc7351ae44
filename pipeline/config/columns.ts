import type { ColumnContract } from "../contract.js";
import { type Column, type Entity, type EntityName, entities, entityOf } from "../entities.js";
import { isMonthFormat } from "../month-columns.js";
import { anyOf, closest, didYouMean, type Report } from "./mistakes.js";
import type { WrittenColumn } from "./sources.js";

export type Columns = Readonly<Record<string, ColumnContract>>;

/** Names that staging gives its own meaning, or that no table can carry safely. */
const reserved = ["file_id", "line", "constructor"];

const directives = /^%([abcdfghjmnpuwxyzABGHIMSTUVWXYZ%]|-[djmyHIMS])$/;

function canonical(entity: Entity, name: string): Column | undefined {
  return Object.hasOwn(entity.columns, name) ? entity.columns[name] : undefined;
}

/** A column in its full form: a text or a list of texts is short for `from`. */
function contractOf(written: WrittenColumn): ColumnContract {
  if (typeof written === "string") return { from: [written] };
  if (Array.isArray(written)) return { from: written };
  const { from = [], ...rest } = written;
  return { ...rest, from: typeof from === "string" ? [from] : from };
}

function checkOrigin(name: string, column: ColumnContract): string | undefined {
  const { from, value, path, months } = column;
  const given = [from.length > 0, ...[value, path, months].map((part) => part !== undefined)];
  const count = given.filter(Boolean).length;
  if (count === 1) return undefined;
  return `"${name}" must have exactly one of from, value, path and months; it has ${count}`;
}

function checkTimeFormat(name: string, format: string): string | undefined {
  if (format === "epoch" || format === "epoch_ms") return undefined;
  const parts = format.match(/%-?./gs) ?? [];
  if (parts.length === 0)
    return `"format" of ${name} has no directive such as %Y; read "${format}"`;
  const wrong = parts.find((part) => !directives.test(part));
  return wrong === undefined
    ? undefined
    : `"format" of ${name} has the unknown directive "${wrong}"; write one such as %Y, %m, %d, %H, %M or %S`;
}

function checkValues(name: string, column: ColumnContract, allowed: readonly string[]): string[] {
  const targets = [...Object.values(column.map ?? {})];
  if (column.value !== undefined) targets.push(column.value);
  return targets
    .filter((target) => !allowed.includes(target))
    .map((target) => {
      const hint = didYouMean(target, allowed);
      return `"${target}" is not a value of ${name}; write ${anyOf(allowed)}${hint}`;
    });
}

function checkThrough(name: string, through: EntityName): string | undefined {
  if (name !== "account_id") return `"through" looks up account_id only, not ${name}`;
  const entity = entityOf(through);
  if (entity.key.length === 1 && through !== "accounts" && "account_id" in entity.columns) {
    return undefined;
  }
  return `"through" needs an entity whose one key leads to an account; ${through} does not`;
}

function checkMonths(name: string, format: string, entity: EntityName): string | undefined {
  if (entity !== "vendor_mrr" || name !== "mrr") return `"months" is for mrr of vendor_mrr only`;
  if (isMonthFormat(format)) return undefined;
  return `"months" must say how the columns name month and year, such as %b %Y or %Y-%m, read "${format}"`;
}

function checkParts(
  name: string,
  column: ColumnContract,
  type: Column | undefined,
  entity: EntityName,
): string[] {
  const found: (string | undefined)[] = [checkOrigin(name, column)];
  if (column.format !== undefined) {
    found.push(
      type?.type === "timestamp"
        ? checkTimeFormat(name, column.format)
        : `"format" is for times; ${name} is not one`,
    );
  }
  if (column.optional === true && type?.required === true) {
    found.push(`"${name}" is required and cannot be optional`);
  }
  if (column.unit !== undefined && type?.type !== "money") {
    found.push(`"unit" is for amounts of money; ${name} is not one`);
  }
  if (column.months !== undefined) found.push(checkMonths(name, column.months, entity));
  if (column.through !== undefined) found.push(checkThrough(name, column.through));
  if (type?.oneOf !== undefined) found.push(...checkValues(name, column, type.oneOf));
  return found.filter((message) => message !== undefined);
}

/** Several spellings of one name are the same name: `Customer ID` and customer_id. */
function isSameName(left: string, right: string): boolean {
  const bare = (name: string) => name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
  return bare(left) === bare(right);
}

interface Slip {
  readonly message: string;
  /** The canonical column that was meant, where one is near. */
  readonly meant: string | undefined;
}

function checkExtra(
  name: string,
  column: ColumnContract,
  entity: EntityName,
  unmapped: readonly string[],
): Slip | undefined {
  if (!/^[a-z_][a-z0-9_]*$/.test(name)) {
    const near = didYouMean(name, unmapped);
    const message = `"${name}" must be lower case letters, digits and _ to be a column${near}`;
    return { message, meant: closest(name, unmapped) };
  }
  const taken = entity === "accounts" ? [...reserved, "attributes"] : reserved;
  if (taken.includes(name)) {
    return { message: `"${name}" is a name of tenure's own; choose another`, meant: undefined };
  }
  // A column that has this very name in the file is an attribute and not a slip of the pen.
  if (column.from.some((from) => isSameName(from, name))) return undefined;
  const meant = closest(name, unmapped, 2);
  return meant === undefined
    ? undefined
    : { message: `"${name}" is not a column of ${entity}; did you mean "${meant}"?`, meant };
}

/** The columns of `use: generic`: every canonical one, by its name, as far as the file has it. */
function byName(entity: Entity): [string, ColumnContract][] {
  return Object.entries(entity.columns).map(([name, { required }]) => [
    name,
    required ? { from: [name] } : { from: [name], optional: true },
  ]);
}

function inOrder(entity: Entity, columns: ReadonlyMap<string, ColumnContract>): Columns {
  const known = Object.keys(entity.columns).filter((name) => columns.has(name));
  const extras = [...columns.keys()].filter((name) => !known.includes(name)).sort();
  const ordered = [...known, ...extras].map((name) => [name, columns.get(name)] as const);
  return Object.fromEntries(ordered) as Columns;
}

/** Resolves and checks `columns:`; canonical columns come first, extras by name after them. */
export function resolveColumns(
  written: Readonly<Record<string, WrittenColumn>>,
  entityName: EntityName,
  isGeneric: boolean,
  report: Report,
): Columns {
  const entity: Entity = entities[entityName];
  const columns = new Map(isGeneric ? byName(entity) : []);
  const names = Object.keys(entity.columns);
  const unmapped = names.filter((name) => !Object.hasOwn(written, name));
  const meant = new Set<string | undefined>();
  for (const [name, value] of Object.entries(written)) {
    const column = contractOf(value);
    const type = canonical(entity, name);
    columns.set(name, column);
    const extra = type ? undefined : checkExtra(name, column, entityName, unmapped);
    if (extra !== undefined) report([name], extra.message);
    meant.add(extra?.meant);
    for (const message of checkParts(name, column, type, entityName)) report([name], message);
  }
  // a required column that was misspelt has been told where it is written
  const isWide = [...columns.values()].some(({ months }) => months !== undefined);
  if (isWide && columns.has("month")) {
    report(["month"], `"month" comes from the names of the columns; leave it out`);
  }
  const missing = names.filter(
    (name) =>
      entity.columns[name]?.required &&
      !columns.has(name) &&
      !meant.has(name) &&
      !(isWide && name === "month"),
  );
  if (missing.length > 0) {
    report([], `${entityName} needs ${anyOf(missing).replace(/ or (?=[^ ]*$)/, " and ")}`);
  }
  return inOrder(entity, columns);
}
