import { aggregates } from "./functions.js";
import {
  both,
  cast,
  constant,
  isTree,
  type Json,
  operator,
  optional,
  replace,
  type Tree,
  text,
  trees,
  typeNamed,
  walk,
} from "./tree.js";

/** Aggregates that over a single row are its own value. */
const ownValue = new Set([
  ..."sum avg min max median mode any_value first last quantile_cont quantile_disc".split(" "),
  ..."bool_and bool_or every".split(" "),
]);

/** Aggregates that only formulas of the model hold, and whose value of one row says nothing. */
const others = new Set(["histogram", "list", "product"]);

/**
 * Cube's SQL for rows that are not grouped, with each aggregate that the formula of a measure is made
 * of as what it is over that one row; DuckDB would take it for one over all rows, and refuse the rest.
 */
function ofSingleRows(query: Tree): Tree {
  const selected = trees(query.select_list).map((tree) =>
    holdsOther(tree) ? { ...unknown, alias: tree.alias ?? "" } : (replace(tree, ofOneRow) as Tree),
  );
  return { ...query, select_list: selected };
}

function holdsOther(tree: Tree): boolean {
  let isOther = false;
  walk(tree, (inner) => {
    if (inner.class === "SUBQUERY") return false;
    if (others.has(text(inner.function_name).toLowerCase())) isOther = true;
    return !isOther;
  });
  return isOther;
}

function ofOneRow(tree: Tree): Json | undefined {
  if (tree.class === "SUBQUERY") return tree;
  const name = text(tree.function_name).toLowerCase();
  if (tree.class !== "FUNCTION" || !(aggregates.has(name) || name === "histogram"))
    return undefined;
  const condition = optional(tree.filter);
  const [first] = trees(tree.children);
  const alias = tree.alias ?? "";
  if (name === "count" || name === "count_star") {
    return { ...counted(first, condition), alias };
  }
  if (!ownValue.has(name) || first === undefined) return { ...unknown, alias };
  return { ...(condition === undefined ? first : where(condition, first)), alias };
}

const unknown: Tree = constantNull();

function constantNull(): Tree {
  const value = { type: typeNamed("NULL"), is_null: true };
  return { ...constant("VARCHAR", ""), value };
}

// a row counts where it has the value and fulfils the condition
function counted(value: Tree | undefined, condition: Tree | undefined): Tree {
  const isThere = value && operator("OPERATOR_IS_NOT_NULL", [{ ...value, alias: "" }]);
  const counts = both(isThere, condition);
  if (counts === undefined) return constant("INTEGER", 1);
  const number = cast(counts, typeNamed("INTEGER"));
  return operator("OPERATOR_COALESCE", [number, constant("INTEGER", 0)]);
}

function where(condition: Tree, value: Tree): Tree {
  const check = { when_expr: condition, then_expr: { ...value, alias: "" } };
  const shared = { class: "CASE", type: "CASE_EXPR", alias: "", query_location: 0 };
  return { ...shared, case_checks: [check], else_expr: unknown };
}

/** The rows that a source selects from, made of single rows. */
export function withSingleRows(source: Tree): Tree {
  const from = isTree(source.from_table) ? source.from_table : {};
  const subquery = isTree(from.subquery) ? from.subquery : {};
  if (!isTree(subquery.node)) return source;
  const node = ofSingleRows(subquery.node);
  return { ...source, from_table: { ...from, subquery: { ...subquery, node } } };
}
