import { withPeriods } from "../closing.js";
import type { Members } from "../members.js";
import type { Filter, Query } from "../query.js";
import { refusal, states } from "./refusal.js";
import type { Resolve } from "./slots.js";
import { isTree, type Tree, text, trees, walk } from "./tree.js";
import type { Column } from "./views.js";

const granularities = ["second", "minute", "hour", "day", "week", "month", "quarter", "year"];

/** What rows are grouped by, as far as it tells how long a time one row of the answer spans. */
export interface Grouping {
  readonly column: Column;
  readonly granularity: string | undefined;
}

/** The column and the granularity of `date_trunc('month', column)`, whatever it is cast to. */
export function truncated(tree: Tree, resolve: Resolve): Grouping | undefined {
  const call = withoutDateCast(tree);
  const [part, argument] = trees(call.children);
  if (text(call.function_name) !== "date_trunc" || part === undefined) return undefined;
  const granularity = wordOf(part);
  const column = argument === undefined ? undefined : resolve(withoutDateCast(argument));
  if (column?.type !== "time" || !granularities.includes(granularity)) return undefined;
  return { column, granularity };
}

function wordOf(tree: Tree): string {
  const value = isTree(tree.value) ? tree.value.value : undefined;
  return text(value).toLowerCase();
}

/** The expression inside casts between dates and times. */
export function withoutDateCast(tree: Tree): Tree {
  const type = isTree(tree.cast_type) ? text(tree.cast_type.id) : "";
  const isDate = ["DATE", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE"].includes(type);
  return tree.class === "CAST" && isDate && isTree(tree.child) ? withoutDateCast(tree.child) : tree;
}

const partFunctions = new Set(["date_part", "extract", "datepart", "year", "quarter", "month"]);

function partOf(tree: Tree, resolve: Resolve): Grouping | undefined {
  const call = withoutCast(tree);
  const name = text(call.function_name);
  if (!partFunctions.has(name)) return undefined;
  const children = trees(call.children);
  const last = children.at(-1);
  const column = last === undefined ? undefined : resolve(withoutDateCast(last));
  if (column === undefined) return undefined;
  const granularity = children.length === 2 && children[0] ? wordOf(children[0]) : name;
  return { column, granularity };
}

function withoutCast(tree: Tree): Tree {
  return tree.class === "CAST" && isTree(tree.child) ? withoutCast(tree.child) : tree;
}

/**
 * What the keys of GROUP BY say about time. Parts of a date count together: a year and a month of
 * the year make a month, a month of the year alone mixes years and is no period at all.
 */
export function groupingsOf(keys: readonly Tree[], resolve: Resolve): readonly Grouping[] {
  const groupings: Grouping[] = [];
  const parts = new Map<Column, Set<string>>();
  for (const key of keys) {
    const column = resolve(withoutDateCast(key));
    const part = partOf(key, resolve);
    const known =
      column === undefined ? truncated(key, resolve) : { column, granularity: undefined };
    if (known !== undefined) groupings.push(known);
    else if (part?.granularity === undefined) groupings.push(...unknownPeriods(key, resolve));
    else parts.set(part.column, (parts.get(part.column) ?? new Set()).add(part.granularity));
  }
  for (const [column, found] of parts) {
    const granularity = !found.has("year")
      ? "unknown"
      : found.has("month")
        ? "month"
        : found.has("quarter")
          ? "quarter"
          : "year";
    groupings.push({ column, granularity });
  }
  return groupings;
}

function unknownPeriods(key: Tree, resolve: Resolve): readonly Grouping[] {
  const groupings: Grouping[] = [];
  walk(key, (found) => {
    const column = found.class === "COLUMN_REF" ? resolve(found) : undefined;
    if (column !== undefined) groupings.push({ column, granularity: "unknown" });
    return true;
  });
  return groupings;
}

/** A question about the measures of a view, as far as periods go. */
export interface Spanned {
  readonly measures: readonly Column[];
  readonly groupings: readonly Grouping[];
  readonly members: Members;
}

/**
 * The filters that tell the model which months a stock such as MRR is read in, and whether
 * conditions on months must be told to Cube too because one row spans several months.
 */
export function periodsFor({ measures, groupings, members }: Spanned): readonly Filter[] {
  const query: Query = {
    measures: measures.map(({ member }) => member),
    dimensions: groupings.flatMap(({ column, granularity }) =>
      granularity === undefined ? [column.member] : [],
    ),
    timeDimensions: groupings.flatMap(({ column, granularity }) =>
      granularity === undefined ? [] : [{ dimension: column.member, granularity }],
    ),
  };
  const checked = withPeriods(query, members);
  if (checked.kind === "allowed") return checked.query.filters ?? [];
  const hint = "Group by the month, by date_trunc of it, or by nothing that mixes months.";
  throw refusal(states.grouping, checked.message, hint);
}

/** True for a column that tells which month, or which months, a row is of. */
export function tellsMonth(column: Column, members: Members): boolean {
  return column.name === "month" || members.get(column.member)?.determines !== undefined;
}

/** True where the added filters merge several months into one row. */
export function mergesMonths(filters: readonly Filter[]): boolean {
  return filters.some(({ values }) => (values?.length ?? 0) > 1);
}
