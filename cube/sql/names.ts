import { isTree, type Tree, text, texts, trees } from "./tree.js";

/** The name that Postgres gives a column that was not named. */
export function columnName(tree: Tree): string {
  const alias = text(tree.alias);
  if (alias !== "") return alias;
  switch (tree.class) {
    case "COLUMN_REF":
      return texts(tree.column_names).at(-1) ?? "?column?";
    case "CAST":
      return castName(tree);
    case "FUNCTION":
    case "WINDOW":
      return functionName(tree);
    case "CASE":
      return "case";
    case "OPERATOR":
      return tree.type === "OPERATOR_COALESCE" ? "coalesce" : "?column?";
    case "SUBQUERY":
      return subqueryName(tree);
    default:
      return "?column?";
  }
}

// SELECT 'x'::date is called date, SELECT month::date is called month
function castName(tree: Tree): string {
  const child = isTree(tree.child) ? columnName(tree.child) : "?column?";
  const type = isTree(tree.cast_type) ? text(tree.cast_type.id).toLowerCase() : "";
  if (child !== "?column?") return child;
  return type === "boolean" ? "bool" : type;
}

function functionName(tree: Tree): string {
  const name = text(tree.function_name);
  if (name === "count_star") return "count";
  if (name === "measure" || name === "aggregate") {
    const [child] = trees(tree.children);
    return child === undefined ? name : columnName(child);
  }
  return /^\w+$/.test(name) ? name : "?column?";
}

function subqueryName(tree: Tree): string {
  if (tree.subquery_type === "EXISTS") return "exists";
  const node = isTree(tree.subquery) && isTree(tree.subquery.node) ? tree.subquery.node : {};
  const [first] = trees(node.select_list);
  return tree.subquery_type === "SCALAR" && first !== undefined ? columnName(first) : "?column?";
}

/** Every column of a list behind SELECT, named as Postgres would. */
export function named(selected: readonly Tree[]): readonly Tree[] {
  return selected.map((tree) =>
    tree.class === "STAR" || tree.class === "COLUMN_REF"
      ? tree
      : { ...tree, alias: columnName(tree) },
  );
}
