import { aggregates } from "./functions.js";
import {
  isList,
  isTree,
  type Json,
  operator,
  type Tree,
  text,
  texts,
  trees,
  walk,
} from "./tree.js";

const harmless = new Set(["COLUMN_REF", "CONSTANT", "PARAMETER", "STAR"]);
const breaking = new Set(["SUBQUERY", "WINDOW", "STAR"]);

/**
 * The same query with NULL in place of every calculation that fails. DuckDB may evaluate a filter
 * of the user before the policy's own: an error would tell of rows that the user may not see.
 */
export function guard<T extends Json>(value: T): T {
  if (isList(value)) return value.map(guard) as Json as T;
  if (!isTree(value)) return value;
  if ("class" in value) return guardExpression(value) as Json as T;
  const entries = Object.entries(value).map(([key, inner]) => {
    // what is grouped by is calculated above the filters, and must stay equal to what is selected
    if (key === "group_expressions") return [key, inner];
    if (key === "function") return [key, guardInside(inner)];
    if (key === "condition" && isTree(inner)) return [key, guardJoin(inner)];
    return [key, guard(inner)];
  });
  return Object.fromEntries(entries) as T;
}

function guardInside(value: Json): Json {
  if (!isTree(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, guard(inner)]));
}

function guardExpression(tree: Tree): Tree {
  if (harmless.has(text(tree.class))) return tree;
  // a condition stays several, so that each can still be used by itself
  if (tree.class === "CONJUNCTION" || !isWhole(tree)) return guardInside(tree) as Tree;
  return { ...operator("OPERATOR_TRY", [{ ...tree, alias: "" }]), alias: tree.alias ?? "" };
}

// TRY may hold neither a sub-query nor what is calculated over many rows
function isWhole(tree: Tree): boolean {
  let whole = true;
  walk(tree, (found) => {
    const name = text(found.function_name);
    const isAggregate = aggregates.has(name) || name === "unnest";
    if (breaking.has(text(found.class)) || (found.class === "FUNCTION" && isAggregate)) {
      whole = false;
    }
    return whole;
  });
  return whole;
}

// a hash join needs to see that columns of two tables are equal; they are compared above the filters
function guardJoin(tree: Tree): Tree {
  if (tree.type === "CONJUNCTION_AND") {
    return { ...tree, children: trees(tree.children).map(guardJoin) };
  }
  const [left, right] = [tree.left, tree.right].map((side) => tableOf(side));
  const isAcross = left !== undefined && right !== undefined && left !== right;
  return tree.class === "COMPARISON" && isAcross ? tree : guardExpression(tree);
}

function tableOf(side: Json | undefined): string | undefined {
  const names = isTree(side) && side.class === "COLUMN_REF" ? texts(side.column_names) : [];
  return names.length > 1 ? names.at(-2)?.toLowerCase() : undefined;
}
