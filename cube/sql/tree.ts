/** DuckDB's syntax tree as `json_serialize_sql` writes it; a number that JavaScript would round stays text. */
export type Json = string | number | boolean | null | readonly Json[] | Tree;

export interface Tree {
  readonly [key: string]: Json;
}

export const isTree = (value: Json | undefined): value is Tree =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

const exactKey = "$exact";
const numberOrText =
  /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|-?(?:nan|inf(?:inity)?)\b/gi;
const exactText = new RegExp(`\\{"\\${exactKey}":"([^"\\\\]*)"\\}`, "g");

/** Reads a tree; 2.0 stays 2.0 and a number of 20 digits keeps them all. */
export function readTree(text: string): Tree {
  const kept = text.replace(numberOrText, (found) =>
    found.startsWith('"') || /^-?\d{1,15}$/.test(found) ? found : `{"${exactKey}":"${found}"}`,
  );
  const value: Json = JSON.parse(kept);
  if (!isTree(value)) throw new Error("a statement is an object");
  return value;
}

/** Writes a tree the way DuckDB reads it back. */
export function writeTree(tree: Tree): string {
  return JSON.stringify(tree).replace(exactText, "$1");
}

/** How deep the brackets of a text are nested. */
export function depthOf(json: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [found] of json.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]]/g)) {
    if (found === "{" || found === "[") depth += 1;
    else if (found === "}" || found === "]") depth -= 1;
    if (depth > deepest) deepest = depth;
  }
  return deepest;
}

/** A text, or nothing. */
export function text(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}

/** The trees of a list. */
export function trees(value: Json | undefined): readonly Tree[] {
  return isList(value) ? value.filter(isTree) : [];
}

/** The texts of a list. */
export function texts(value: Json | undefined): readonly string[] {
  return isList(value) ? value.filter((item) => typeof item === "string") : [];
}

/** Calls `visit` for every tree, outermost first; where it answers false, not for what is inside. */
export function walk(value: Json | undefined, visit: (tree: Tree) => boolean): void {
  if (isList(value)) {
    for (const item of value) walk(item, visit);
  } else if (isTree(value) && visit(value)) {
    for (const key of Object.keys(value)) walk(value[key], visit);
  }
}

/** A copy in which `change` has replaced trees, outermost first; undefined keeps one and goes on inside. */
export function replace<T extends Json>(value: T, change: (tree: Tree) => Json | undefined): T {
  if (isList(value)) return value.map((item) => replace(item, change)) as Json as T;
  if (!isTree(value)) return value;
  const changed = change(value);
  if (changed !== undefined) return changed as T;
  const entries = Object.entries(value).map(([key, inner]) => [key, replace(inner, change)]);
  return Object.fromEntries(entries) as T;
}

/** A copy in which `change` has replaced trees inside this one, but not this one itself. */
export function replaceInside(tree: Tree, change: (tree: Tree) => Json | undefined): Tree {
  const entries = Object.entries(tree).map(([key, inner]) => [key, replace(inner, change)]);
  return Object.fromEntries(entries);
}

/** The same text for expressions that differ only in their alias and place. */
export function sameness(tree: Tree): string {
  return JSON.stringify(tree, (key, value: unknown) => {
    if (key === "query_location" || key === "alias") return undefined;
    return key === "column_names" && Array.isArray(value)
      ? value.slice(-1).map((name) => String(name).toLowerCase())
      : value;
  });
}

const expression = (kind: string, type = kind): Tree => ({
  class: kind,
  type,
  alias: "",
  query_location: 0,
});

/** A reference to a column. */
export function column(...names: readonly string[]): Tree {
  return { ...expression("COLUMN_REF"), column_names: names };
}

/** A constant of a type. */
export function constant(id: string, value: Json): Tree {
  return {
    ...expression("CONSTANT", "VALUE_CONSTANT"),
    value: { type: { id, type_info: null }, is_null: false, value },
  };
}

export const textConstant = (value: string): Tree => constant("VARCHAR", value);

/** A cast that fails where a value does not fit. */
export function cast(child: Tree, type: Tree): Tree {
  const plain = { ...child, alias: "" };
  return { ...expression("CAST", "OPERATOR_CAST"), child: plain, cast_type: type, try_cast: false };
}

/** A type by its name alone, such as DATE. */
export const typeNamed = (id: string): Tree => ({ id, type_info: null });

/** A decimal type. */
export function decimal(width: number, scale: number): Tree {
  const info = { type: "DECIMAL_TYPE_INFO", alias: "", extension_info: null, width, scale };
  return { id: "DECIMAL", type_info: info };
}

/** An operator that is not written as a function. */
export function operator(type: string, children: readonly Tree[]): Tree {
  return { ...expression("OPERATOR", type), children };
}

/** A condition that holds where both do. */
export function both(left: Tree | undefined, right: Tree | undefined): Tree | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  return { ...expression("CONJUNCTION", "CONJUNCTION_AND"), children: [left, right] };
}

/** The parts of a condition that must all hold. */
export function conjuncts(condition: Tree | undefined): readonly Tree[] {
  if (condition === undefined) return [];
  if (condition.type !== "CONJUNCTION_AND") return [condition];
  return trees(condition.children).flatMap(conjuncts);
}

export const optional = (value: Json | undefined): Tree | undefined =>
  isTree(value) ? value : undefined;

/** `select * from name`. */
export function allOf(name: string): Tree {
  const star = { ...expression("STAR"), relation_name: "", exclude_list: [], replace_list: [] };
  return {
    type: "SELECT_NODE",
    modifiers: [],
    cte_map: { map: [] },
    select_list: [
      { ...star, columns: false, expr: null, qualified_exclude_list: [], rename_list: [] },
    ],
    from_table: {
      type: "BASE_TABLE",
      alias: "",
      sample: null,
      query_location: 0,
      schema_name: "",
      table_name: name,
      column_name_alias: [],
      catalog_name: "",
      at_clause: null,
    },
    where_clause: null,
    group_expressions: [],
    group_sets: [],
    aggregate_handling: "STANDARD_HANDLING",
    having: null,
    sample: null,
    qualify: null,
  };
}

/** A table of WITH. */
export function commonTable(name: string, query: Tree): Tree {
  const materialized = "CTE_MATERIALIZE_DEFAULT";
  return { key: name, value: { aliases: [], query, materialized, key_targets: [] } };
}
