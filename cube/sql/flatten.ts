import { isGrouped, viewAt } from "./select.js";
import type { Semantics } from "./semantics.js";
import {
  both,
  column,
  isTree,
  type Json,
  optional,
  replace,
  type Tree,
  text,
  texts,
  trees,
  walk,
} from "./tree.js";

/** A query that only picks columns and rows of one view. */
function isPlainRows(node: Tree, semantics: Semantics): boolean {
  const from = optional(node.from_table);
  const selected = trees(node.select_list);
  const isPicked =
    (selected.length === 1 && isBareStar(selected[0])) ||
    selected.every((tree) => tree.class === "COLUMN_REF");
  const isPlain =
    node.type === "SELECT_NODE" &&
    isPicked &&
    !isGrouped(node) &&
    trees(node.modifiers).length === 0 &&
    !isTree(node.qualify) &&
    commonTables(node).length === 0 &&
    !holdsQuery(node.where_clause);
  if (!isPlain || from === undefined) return false;
  if (viewAt(from, semantics) !== undefined) return true;
  const inner = queryIn(from);
  return inner !== undefined && isPlainRows(inner, semantics);
}

function holdsQuery(value: Json | undefined): boolean {
  let found = false;
  walk(value, (tree) => {
    if (tree.class === "SUBQUERY") found = true;
    return !found;
  });
  return found;
}

function isBareStar(tree: Tree | undefined): boolean {
  return tree?.class === "STAR" && texts(tree.exclude_list).length === 0;
}

function commonTables(node: Tree): readonly Tree[] {
  return isTree(node.cte_map) ? trees(node.cte_map.map) : [];
}

function queryIn(table: Tree): Tree | undefined {
  if (table.type !== "SUBQUERY" || texts(table.column_name_alias).length > 0) return undefined;
  return isTree(table.subquery) ? optional(table.subquery.node) : undefined;
}

/**
 * Groups over `(select … from view)` become groups over the view itself, as a BI tool means it
 * that wraps every table: measures are then Cube's, not sums of rows.
 */
export function flatten(node: Tree, semantics: Semantics): Tree {
  const from = optional(node.from_table);
  const inner = from === undefined ? undefined : queryIn(from);
  if (from === undefined || inner === undefined || !isGrouped(node)) return node;
  if (!isPlainRows(inner, semantics)) return node;
  const table = optional(inner.from_table);
  const deeper = table === undefined ? undefined : queryIn(table);
  // the inner query may itself pick from one that picks
  const source = deeper === undefined ? inner : merged(inner, deeper, text(table?.alias));
  const flat = merged(node, source, text(from.alias));
  return deeper === undefined ? flat : flatten(flat, semantics);
}

function merged(outer: Tree, inner: Tree, alias: string): Tree {
  const table = optional(inner.from_table) ?? {};
  const name = alias || text(table.alias) || text(table.table_name);
  const renamed = picked(inner);
  const renameOne = (tree: Tree): Tree | undefined => {
    if (tree.class !== "COLUMN_REF") return undefined;
    const target = renamed?.get(texts(tree.column_names).at(-1)?.toLowerCase() ?? "");
    return target === undefined ? undefined : { ...column(name, target), alias: tree.alias ?? "" };
  };
  const { from_table: _table, where_clause: where, select_list: selected, ...rest } = outer;
  const innerWhere = replace<Json>(inner.where_clause ?? null, (tree) =>
    tree.class === "COLUMN_REF" ? column(name, texts(tree.column_names).at(-1) ?? "") : undefined,
  );
  const outerWhere = replace<Json>(where ?? null, renameOne);
  return {
    ...(replace<Json>(rest, renameOne) as Tree),
    select_list: trees(selected).map((tree) => keepName(tree, renameOne)),
    from_table: { ...table, alias: name },
    where_clause: both(optional(innerWhere), optional(outerWhere)) ?? null,
  };
}

// the names behind SELECT, each with the column of the view that it is; undefined for all of them
function picked(inner: Tree): ReadonlyMap<string, string> | undefined {
  const selected = trees(inner.select_list);
  if (isBareStar(selected[0])) return undefined;
  return new Map(
    selected.map((tree) => {
      const target = texts(tree.column_names).at(-1) ?? "";
      return [(text(tree.alias) || target).toLowerCase(), target];
    }),
  );
}

function keepName(tree: Tree, rename: (tree: Tree) => Tree | undefined): Tree {
  const changed = replace<Json>(tree, rename) as Tree;
  const name = texts(tree.column_names).at(-1);
  return tree.class === "COLUMN_REF" && text(tree.alias) === "" && name !== undefined
    ? { ...changed, alias: name }
    : changed;
}

/** WITH tables that only pick from a view, put where they are named, so that groups over them flatten. */
export function inlineCommon(node: Tree, semantics: Semantics): Tree {
  if (!isTree(node.cte_map)) return node;
  const kept: Tree[] = [];
  let result = node;
  for (const entry of commonTables(node)) {
    const value = optional(entry.value) ?? {};
    const query = isTree(value.query) ? value.query : undefined;
    const body = query === undefined ? undefined : optional(query.node);
    const isPlain = body !== undefined && texts(value.aliases).length === 0;
    if (query !== undefined && isPlain && isPlainRows(body, semantics)) {
      result = inlined(result, text(entry.key), query);
    } else {
      kept.push(entry);
    }
  }
  const replaced = isTree(result.cte_map) ? trees(result.cte_map.map) : [];
  const names = new Set(kept.map((entry) => entry.key));
  return { ...result, cte_map: { map: replaced.filter((entry) => names.has(entry.key ?? "")) } };
}

function inlined(node: Tree, name: string, query: Tree): Tree {
  const lower = name.toLowerCase();
  return replace<Json>(node, (tree) => {
    if (
      tree !== node &&
      commonTables(tree).some((entry) => text(entry.key).toLowerCase() === lower)
    ) {
      return tree;
    }
    const isNamed =
      tree.type === "BASE_TABLE" &&
      text(tree.schema_name) === "" &&
      text(tree.table_name).toLowerCase() === lower;
    if (!isNamed) return undefined;
    return {
      type: "SUBQUERY",
      alias: text(tree.alias) || text(tree.table_name),
      sample: null,
      query_location: 0,
      subquery: query,
      column_name_alias: tree.column_name_alias ?? [],
    };
  }) as Tree;
}
