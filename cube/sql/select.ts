import type { Filter } from "../query.js";
import { aggregates } from "./functions.js";
import { groupedSelect } from "./grouped.js";
import type { Parser } from "./parser.js";
import { periodsFor } from "./period.js";
import { refusal, states } from "./refusal.js";
import type { MemberQuery, Semantics } from "./semantics.js";
import { type Resolve, type Slots, slotsFor } from "./slots.js";
import { type Source, type SourceColumn, sourceOf } from "./source.js";
import { cast, column, isTree, type Tree, text, texts, trees, typeNamed, walk } from "./tree.js";
import type { Column, View } from "./views.js";

/** What planning one statement has at hand. */
export interface Planning {
  readonly semantics: Semantics;
  readonly parser: Parser;
  /** What Cube compiled so far; a table of FROM names one by its place here. */
  readonly sources: Source[];
  /** Common tables that had to be made, beside the user's own. */
  readonly hoisted: Tree[];
}

/** A view in FROM, under the name that the query gives it. */
export interface ViewInFrom {
  readonly view: View;
  readonly table: Tree;
  readonly alias: string;
}

/** The view that a table of FROM names, if it names one. */
export function viewAt(table: Tree | undefined, semantics: Semantics): ViewInFrom | undefined {
  if (table?.type !== "BASE_TABLE") return undefined;
  const view = semantics.views.get(text(table.table_name).toLowerCase());
  if (view === undefined) return undefined;
  if (texts(table.column_name_alias).length > 0) {
    throw refusal(states.notSupported, "columns cannot be renamed in FROM");
  }
  return { view, table, alias: text(table.alias) || text(table.table_name) };
}

/** Finds the columns of a view by a name, alone or behind the view's name in the query. */
export function resolverFor({ view, alias }: ViewInFrom): Resolve {
  return (reference) => {
    const names = texts(reference.column_names).map((name) => name.toLowerCase());
    const [last = "", owner, schema] = names.reverse();
    if (owner !== undefined && owner !== alias.toLowerCase()) return undefined;
    if (schema !== undefined && schema !== "public") return undefined;
    return view.columns.get(last);
  };
}

/** True where an expression calculates over many rows. */
export function isAggregated(value: Tree): boolean {
  let found = false;
  walk(value, (tree) => {
    if (tree.class === "SUBQUERY") return false;
    if (tree.class === "FUNCTION" && aggregates.has(text(tree.function_name))) found = true;
    return !found;
  });
  return found;
}

/** True for a SELECT that makes groups of rows. */
export function isGrouped(node: Tree): boolean {
  const parts = [...trees(node.select_list), ...trees(node.modifiers)];
  if (isTree(node.qualify)) parts.push(node.qualify);
  return (
    trees(node.group_expressions).length > 0 ||
    node.aggregate_handling === "FORCE_AGGREGATES" ||
    isTree(node.having) ||
    parts.some(isAggregated)
  );
}

/** A SELECT over one view, with what Cube compiles in the view's place. */
export async function selectOverView(
  node: Tree,
  from: ViewInFrom,
  planning: Planning,
): Promise<Tree> {
  if (isGrouped(node)) return groupedSelect(node, from, planning);
  const used = columnsUsed(node, from);
  const table = await rowsOf(from, used, planning);
  return { ...node, from_table: table };
}

// also what sub-queries name: they may look at the row they stand in
function columnsUsed(node: Tree, from: ViewInFrom): readonly Column[] {
  const resolve = resolverFor(from);
  const used = new Set<Column>();
  const { from_table: _, ...rest } = node;
  walk(rest, (tree) => {
    if (tree.class === "STAR") for (const each of from.view.columns.values()) used.add(each);
    const found = tree.class === "COLUMN_REF" ? resolve(tree) : undefined;
    if (found !== undefined) used.add(found);
    return true;
  });
  return [...from.view.columns.values()].filter((each) => used.has(each));
}

/** The rows of a view, ungrouped: in each row a stock is that of the row's own month. */
export async function rowsOf(
  from: ViewInFrom,
  used: readonly Column[],
  planning: Planning,
): Promise<Tree> {
  const { view } = from;
  // rows without a column still count
  const [first] = view.columns.values();
  const columns = used.length > 0 || first === undefined ? used : [first];
  const measures = columns.filter(({ kind }) => kind === "measure");
  const dimensions = columns.filter(({ kind }) => kind === "dimension");
  const query: MemberQuery = {
    dimensions: dimensions.map(({ member }) => member),
    measures: measures.map(({ member }) => member),
    timeDimensions: [],
    segments: [],
    filters: rowFilters(measures, view, planning.semantics),
    ungrouped: true,
  };
  const list = await Promise.all(columns.map((each) => sourceColumn(view, each, planning)));
  return addSource(from, query, list, slotsOf(from, planning, new Map()), planning);
}

// as if grouped by the month: each row is its own last month
function rowFilters(
  measures: readonly Column[],
  view: View,
  { members }: Semantics,
): readonly Filter[] {
  const month = view.columns.get("month");
  const groupings = month === undefined ? [] : [{ column: month, granularity: undefined }];
  return periodsFor({ measures, groupings, members });
}

/** A column of a view under its own name, with its own type. */
export async function sourceColumn(
  view: View,
  each: Column,
  { semantics }: Planning,
): Promise<SourceColumn> {
  const type = await semantics.typeOf(view.name, each.name);
  return { asked: each.member, name: each.name, type };
}

/** Slots for expressions over a view; times inside Cube's SQL become what they are in the view. */
export function slotsOf(
  from: ViewInFrom,
  { semantics }: Planning,
  types: ReadonlyMap<Column, string>,
): Slots {
  const fallback = [...from.view.columns.values()].find(({ kind }) => kind === "dimension");
  if (fallback === undefined) throw refusal(states.notSupported, "a view without dimensions");
  return slotsFor({
    view: from.view.name,
    fallback,
    resolve: resolverFor(from),
    guarded: semantics.hidesRows,
    typed: (each, argument) =>
      each.type === "time" && types.get(each) === "DATE"
        ? cast(argument, typeNamed("DATE"))
        : argument,
  });
}

/** Names of tables in FROM that stand for what Cube compiled. */
export const sourceName = (index: number): string => `tenure_source_${index}`;

/** Compiles a query and gives the table that stands for it in FROM. */
export async function addSource(
  from: ViewInFrom,
  query: MemberQuery,
  columns: readonly SourceColumn[],
  slots: Slots,
  { semantics, parser, sources }: Planning,
): Promise<Tree> {
  const source = await sourceOf({ semantics, parser, query, columns, slots });
  sources.push(source);
  const name = sourceName(sources.length - 1);
  const plain = { schema_name: "", catalog_name: "", table_name: name, alias: from.alias };
  return { ...from.table, ...plain };
}

/** A reference to a column of the table that took a view's place. */
export const columnOf = (from: ViewInFrom, name: string): Tree => column(from.alias, name);
