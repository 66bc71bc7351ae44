import type { Filter } from "../query.js";
import { aggregates } from "./functions.js";
import { aggregateOf } from "./measures.js";
import { monthFilters } from "./month-filters.js";
import { columnName } from "./names.js";
import { groupingsOf, mergesMonths, periodsFor, tellsMonth, truncated } from "./period.js";
import { refusal, states } from "./refusal.js";
import {
  addSource,
  columnOf,
  isAggregated,
  type Planning,
  resolverFor,
  slotsOf,
  sourceColumn,
  type ViewInFrom,
} from "./select.js";
import type { MemberQuery } from "./semantics.js";
import { columnsIn, noColumn, type Resolve, type Slots } from "./slots.js";
import type { SourceColumn } from "./source.js";
import {
  allOf,
  both,
  commonTable,
  conjuncts,
  isTree,
  type Json,
  optional,
  replace,
  sameness,
  type Tree,
  text,
  texts,
  trees,
} from "./tree.js";
import type { Column } from "./views.js";

interface Gathered {
  readonly from: ViewInFrom;
  readonly planning: Planning;
  readonly resolve: Resolve;
  readonly slots: Slots;
  readonly dimensions: string[];
  readonly timeDimensions: { readonly dimension: string; readonly granularity: string }[];
  readonly measures: Map<Column, string>;
  readonly expressions: string[];
  readonly columns: SourceColumn[];
  /** What in the query stands for a column of the source, by sameness. */
  readonly replaced: Map<string, string>;
}

/** A SELECT with groups: Cube makes the groups and the measures, DuckDB what is made of them. */
export async function groupedSelect(
  node: Tree,
  from: ViewInFrom,
  planning: Planning,
): Promise<Tree> {
  refuseUnsupported(node);
  const resolve = resolverFor(from);
  const keys = keysOf(node, resolve);
  const types = await typesOf(from, planning);
  const slots = slotsOf(from, planning, types);
  const gathered: Gathered = {
    from,
    planning,
    resolve,
    slots,
    dimensions: [],
    timeDimensions: [],
    measures: new Map(),
    expressions: [],
    columns: [],
    replaced: new Map(),
  };
  for (const key of keys) await addKey(key, gathered);
  const outer = outerSelect(node, gathered);
  await addMeasures(gathered);
  const groupings = groupingsOf(keys, resolve);
  const measures = [...gathered.measures.keys()];
  const periods = periodsFor({ measures, groupings, members: planning.semantics.members });
  const { segments, filters } = conditions(optional(node.where_clause), periods, gathered);
  const query: MemberQuery = {
    dimensions: gathered.dimensions,
    measures: [...measures.map(({ member }) => member), ...gathered.expressions],
    timeDimensions: gathered.timeDimensions,
    segments,
    filters: [...filters, ...periods],
    ungrouped: false,
  };
  const table = await addSource(from, query, gathered.columns, slots, planning);
  return { ...outer, from_table: table };
}

function refuseUnsupported(node: Tree): void {
  if (trees(node.select_list).some((tree) => tree.class === "STAR")) {
    throw refusal(states.grouping, "SELECT * cannot be grouped: name the columns");
  }
  const sets = Array.isArray(node.group_sets) ? node.group_sets : [];
  if (sets.length > 1) {
    throw refusal(states.notSupported, "GROUPING SETS, ROLLUP and CUBE over a view");
  }
}

async function typesOf(
  { view }: ViewInFrom,
  { semantics }: Planning,
): Promise<ReadonlyMap<Column, string>> {
  const times = [...view.columns.values()].filter(({ type }) => type === "time");
  const typed = times.map(
    async (each): Promise<[Column, string]> => [each, await semantics.typeOf(view.name, each.name)],
  );
  return new Map(await Promise.all(typed));
}

// what is grouped by, with places and aliases looked up in the list behind SELECT
function keysOf(node: Tree, resolve: Resolve): readonly Tree[] {
  const selected = trees(node.select_list);
  const all = node.aggregate_handling === "FORCE_AGGREGATES";
  const written = all
    ? selected.filter((tree) => !isAggregated(tree))
    : trees(node.group_expressions);
  return written.map((key) => lookedUp(key, selected, resolve)).filter(isNoConstant);
}

const isNoConstant = (key: Tree): boolean => key.class !== "CONSTANT";

function lookedUp(key: Tree, selected: readonly Tree[], resolve: Resolve): Tree {
  if (key.class === "CONSTANT" && isTree(key.value) && typeof key.value.value === "number") {
    const found = selected[key.value.value - 1];
    if (found === undefined) throw refusal(states.syntax, "GROUP BY position is not in the list");
    return found;
  }
  if (key.class !== "COLUMN_REF" || resolve(key) !== undefined) return key;
  const name = texts(key.column_names).at(-1)?.toLowerCase();
  const aliased = selected.find((tree) => text(tree.alias).toLowerCase() === name);
  if (aliased === undefined) throw noColumn(key);
  return aliased;
}

async function addKey(key: Tree, gathered: Gathered): Promise<void> {
  const { from, planning, resolve, dimensions, timeDimensions, columns, replaced } = gathered;
  const id = sameness(key);
  if (replaced.has(id)) return;
  if (isAggregated(key)) throw refusal(states.grouping, "GROUP BY may not hold an aggregate");
  const plain = key.class === "COLUMN_REF" ? resolve(key) : undefined;
  const time = key.class === "FUNCTION" ? truncated(key, resolve) : undefined;
  if (plain?.kind === "measure") {
    throw refusal(states.grouping, `"${plain.name}" is a measure: it cannot be grouped by`);
  }
  const name = `key ${replaced.size + 1}`;
  replaced.set(id, name);
  if (plain !== undefined) {
    dimensions.push(plain.member);
    columns.push({ ...(await sourceColumn(from.view, plain, planning)), name });
  } else if (time?.granularity !== undefined) {
    const { column, granularity } = time;
    timeDimensions.push({ dimension: column.member, granularity });
    columns.push({ asked: `${column.member}.${granularity}`, name, type: "TIMESTAMP" });
  } else {
    const asked = `key_${replaced.size}`;
    dimensions.push(gathered.slots.add(asked, hoistQueries(key, planning)));
    columns.push({ asked, name, type: undefined });
  }
}

function outerSelect(node: Tree, gathered: Gathered): Tree {
  const selected = trees(node.select_list).map((tree) => ({
    ...rewritten(tree, gathered),
    alias: columnName(tree),
  }));
  const aliases = new Set(trees(node.select_list).map((tree) => text(tree.alias).toLowerCase()));
  const having = optional(node.having);
  const qualify = optional(node.qualify);
  const rewrite = (tree: Tree): Tree => rewritten(tree, gathered, aliases);
  return {
    ...node,
    select_list: selected,
    where_clause: having === undefined ? null : rewrite(having),
    having: null,
    qualify: qualify === undefined ? null : rewrite(qualify),
    group_expressions: [],
    group_sets: [],
    aggregate_handling: "STANDARD_HANDLING",
    modifiers: trees(node.modifiers).map((modifier) => modified(modifier, rewrite)),
  };
}

function modified(modifier: Tree, rewrite: (tree: Tree) => Tree): Tree {
  const orders = trees(modifier.orders).map((order) =>
    isTree(order.expression) ? { ...order, expression: rewrite(order.expression) } : order,
  );
  const targets = trees(modifier.distinct_on_targets).map(rewrite);
  return {
    ...modifier,
    ...("orders" in modifier ? { orders } : {}),
    ...("distinct_on_targets" in modifier ? { distinct_on_targets: targets } : {}),
  };
}

// keys and aggregates become columns of the source; nothing else of the view may be left
function rewritten(tree: Tree, gathered: Gathered, aliases?: ReadonlySet<string>): Tree {
  const { from, resolve, replaced } = gathered;
  return replace<Json>(tree, (found) => {
    if (!("class" in found)) return undefined;
    const key = replaced.get(sameness(found));
    if (key !== undefined) return { ...columnOf(from, key), alias: found.alias ?? "" };
    if (found.class === "SUBQUERY") return undefined;
    if (found.class === "FUNCTION" && aggregates.has(text(found.function_name))) {
      return { ...columnOf(from, aggregateColumn(found, gathered)), alias: found.alias ?? "" };
    }
    const column = found.class === "COLUMN_REF" ? resolve(found) : undefined;
    if (column === undefined || isAlias(found, aliases)) return undefined;
    throw ungrouped(column);
  }) as Tree;
}

function isAlias(reference: Tree, aliases: ReadonlySet<string> | undefined): boolean {
  const names = texts(reference.column_names);
  return names.length === 1 && aliases?.has(String(names[0]).toLowerCase()) === true;
}

function ungrouped({ kind, name }: Column): Error {
  return kind === "measure"
    ? refusal(states.grouping, `"${name}" is a measure`, `Write MEASURE(${name}).`)
    : refusal(states.grouping, `column "${name}" must appear in GROUP BY or in an aggregate`);
}

function aggregateColumn(call: Tree, gathered: Gathered): string {
  const { from, planning, resolve, measures, expressions, columns, replaced } = gathered;
  const found = aggregateOf(call, from.view, resolve);
  if (found.kind === "measure") {
    const name = measures.get(found.column) ?? `measure ${measures.size + 1}`;
    measures.set(found.column, name);
    return name;
  }
  const asked = `value_${expressions.length + 1}`;
  expressions.push(gathered.slots.add(asked, hoistQueries({ ...call, alias: "" }, planning)));
  columns.push({ asked, name: asked, type: undefined });
  replaced.set(sameness(call), asked);
  return asked;
}

async function addMeasures({ from, planning, measures, columns }: Gathered): Promise<void> {
  for (const [column, name] of measures) {
    columns.push({ ...(await sourceColumn(from.view, column, planning)), name });
  }
  if (columns.length === 0) {
    throw refusal(states.notSupported, "this groups the rows of a view and selects none of it");
  }
}

function conditions(
  where: Tree | undefined,
  periods: readonly Filter[],
  gathered: Gathered,
): { readonly segments: readonly string[]; readonly filters: readonly Filter[] } {
  const { planning, resolve, slots } = gathered;
  const isMerged = mergesMonths(periods);
  const { members } = planning.semantics;
  const filters: Filter[] = [];
  let rest: Tree | undefined;
  for (const condition of conjuncts(where)) {
    const hoisted = hoistQueries(condition, planning);
    const columns = columnsIn(hoisted, resolve);
    const isOfMonths = isMerged && columns.some((column) => tellsMonth(column, members));
    if (isOfMonths) filters.push(...monthFilters(hoisted, resolve, slots));
    else rest = both(rest, hoisted);
  }
  return { segments: rest === undefined ? [] : [slots.add("condition", rest)], filters };
}

// a sub-query inside Cube's SQL would see the columns of the mart: it is calculated beside it
function hoistQueries(tree: Tree, planning: Pick<Planning, "hoisted" | "sources">): Tree {
  const { hoisted, sources } = planning;
  return replace(tree, (found) => {
    if (found.class !== "SUBQUERY" || !isTree(found.subquery)) return undefined;
    // the number keeps names apart also in queries inside queries
    const name = `tenure_query_${sources.length}_${hoisted.length}`;
    hoisted.push(commonTable(name, found.subquery));
    const child = isTree(found.child) ? hoistQueries(found.child, planning) : null;
    return { ...found, child, subquery: { node: allOf(name), named_param_map: [] } };
  });
}
