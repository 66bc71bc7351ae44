import { tableFunctions } from "./functions.js";
import {
  allOf,
  cast,
  isTree,
  type Json,
  replace,
  replaceInside,
  type Tree,
  text,
  textConstant,
  texts,
  trees,
  typeNamed,
} from "./tree.js";

/** Types of Postgres that DuckDB does not have, as those that they are here. */
const types: Readonly<Record<string, string>> = {
  oid: "BIGINT",
  xid: "BIGINT",
  cid: "BIGINT",
  name: "VARCHAR",
  cstring: "VARCHAR",
  bpchar: "VARCHAR",
  sql_identifier: "VARCHAR",
  character_data: "VARCHAR",
  cardinal_number: "INTEGER",
  yes_or_no: "VARCHAR",
  citext: "VARCHAR",
  money: "DECIMAL",
};

const registered = new Set(["regclass", "regtype", "regproc", "regnamespace", "regrole"]);

/** Functions without parentheses. */
const bare = new Set([
  "current_user",
  "session_user",
  "user",
  "current_role",
  "current_catalog",
  "current_schema",
]);

/** A statement of Postgres in the terms of DuckDB. */
export function inDuckTerms(statement: Tree, words: ReadonlySet<string>): Tree {
  // both `~` and SIMILAR TO are read as a match of the whole text; `~` is one of any part
  const isPartial = !words.has("similar") && !words.has("regexp_full_match");
  const change = (tree: Tree): Json | undefined => {
    if (tree.class === "COLLATE" && isTree(tree.child)) return collated(tree, change);
    if (tree.class === "CAST") return casted(tree, change);
    if (tree.subquery_type === "ANY") return inColumn(tree, change);
    if (tree.class === "COLUMN_REF") return bareCall(tree) ?? withoutSchema(tree);
    if (tree.type === "TABLE_FUNCTION") return functionInFrom(tree, change);
    if (tree.class === "FUNCTION") return called(tree, isPartial, change);
    return undefined;
  };
  return replace(statement, change);
}

type Change = (tree: Tree) => Json | undefined;

// texts are compared byte by byte, which is what Postgres calls "C"
function collated(tree: Tree, change: Change): Json | undefined {
  const name = text(tree.collation)
    .replace(/^pg_catalog\./, "")
    .toLowerCase();
  if (!["default", "c", "posix", "ucs_basic"].includes(name) || !isTree(tree.child))
    return undefined;
  return replace({ ...tree.child, alias: tree.alias ?? "" }, change);
}

// `x = any(list)` is read as a query, which the condition of an outer join may not hold
function inColumn(tree: Tree, change: Change): Tree | undefined {
  const node = isTree(tree.subquery) && isTree(tree.subquery.node) ? tree.subquery.node : {};
  const [unnest] = trees(node.select_list);
  const [list] = trees(unnest?.children);
  const isPlain = isTree(node.from_table) && node.from_table.type === "EMPTY";
  const isColumn = text(unnest?.function_name) === "unnest" && list?.class === "COLUMN_REF";
  if (!isPlain || !isColumn || tree.comparison_type !== "COMPARE_EQUAL" || !isTree(tree.child)) {
    return undefined;
  }
  return call("list_contains", [list, replace(tree.child, change) as Tree], text(tree.alias));
}

function bareCall(tree: Tree): Tree | undefined {
  const [name = "", ...more] = texts(tree.column_names);
  if (more.length > 0 || !bare.has(name.toLowerCase())) return undefined;
  return call(name.toLowerCase(), [], text(tree.alias));
}

const schemas = new Set(["public", "pg_catalog", "information_schema"]);

// public.accounts.name is accounts.name: FROM has given the table that name
function withoutSchema(tree: Tree): Tree | undefined {
  const [schema = "", ...rest] = texts(tree.column_names);
  if (rest.length < 2 || !schemas.has(schema.toLowerCase())) return undefined;
  return { ...tree, column_names: rest };
}

// the one column of a function in FROM has the function's name there, and a function of no set is
// a row
function functionInFrom(tree: Tree, change: Change): Tree | undefined {
  const called = isTree(tree.function) ? tree.function : {};
  const name = text(called.function_name).toLowerCase();
  const alias = text(tree.alias);
  if (alias === "" || texts(tree.column_name_alias).length > 0) return undefined;
  const column_name_alias = [alias];
  if (tableFunctions.has(name)) return replaceInside({ ...tree, column_name_alias }, change);
  if (name !== "string_to_array") return undefined;
  const selected = { ...replace(called, change), alias };
  const subquery = { node: { ...allOf("x"), from_table: nothing, select_list: [selected] } };
  const { function: _function, with_ordinality: _ordinality, ...table } = tree;
  return { ...table, type: "SUBQUERY", subquery: { ...subquery, named_param_map: [] } };
}

const nothing: Tree = { type: "EMPTY", alias: "", sample: null, query_location: 0 };

/** A call of a function. */
export function call(name: string, children: readonly Tree[], alias = ""): Tree {
  return {
    class: "FUNCTION",
    type: "FUNCTION",
    alias,
    query_location: 0,
    function_name: name,
    schema: "",
    children,
    filter: null,
    order_bys: { type: "ORDER_MODIFIER", orders: [] },
    distinct: false,
    is_operator: false,
    export_state: false,
    catalog: "",
  };
}

function called(tree: Tree, isPartial: boolean, change: Change): Tree | undefined {
  const name = text(tree.function_name).toLowerCase();
  const children = trees(tree.children).map((child) => replace(child, change));
  if (name === "regexp_full_match" && isPartial) {
    return call("regexp_matches", children, text(tree.alias));
  }
  if (name === "json_build_object") return call("json_object", children, text(tree.alias));
  if (name === "to_timestamp" || name === "to_date")
    return timeOf(name, children, text(tree.alias));
  if (name !== "~*") return undefined;
  const flags: Tree = {
    class: "CONSTANT",
    type: "VALUE_CONSTANT",
    alias: "",
    query_location: 0,
    value: { type: typeNamed("VARCHAR"), is_null: false, value: "i" },
  };
  return call("regexp_matches", [...children, flags], text(tree.alias));
}

const timeParts: readonly (readonly [RegExp, string])[] = [
  [/YYYY/g, "%Y"],
  [/MM/g, "%m"],
  [/DD/g, "%d"],
  [/HH24/g, "%H"],
  [/MI/g, "%M"],
  [/SS/g, "%S"],
  [/US/g, "%f"],
  [/MS/g, "%g"],
];

// a time read by a pattern of Postgres
function timeOf(name: string, children: readonly Tree[], alias: string): Tree | undefined {
  const [value, pattern] = children;
  const written = pattern !== undefined && isTree(pattern.value) ? pattern.value.value : undefined;
  if (value === undefined || typeof written !== "string") return undefined;
  const format = timeParts.reduce((text, [part, mark]) => text.replace(part, mark), written);
  const parsed = call("strptime", [value, textConstant(format)]);
  return name === "to_date" ? { ...cast(parsed, typeNamed("DATE")), alias } : { ...parsed, alias };
}

function unboundName(type: Json | undefined): string {
  const info = isTree(type) && isTree(type.type_info) ? type.type_info : {};
  return isTree(type) && type.id === "UNBOUND" ? text(info.name).toLowerCase() : "";
}

function casted(tree: Tree, change: Change): Tree | undefined {
  const { child, cast_type: type } = tree;
  if (!isTree(child)) return undefined;
  const alias = text(tree.alias);
  const name = unboundName(type);
  if (registered.has(name)) return registeredCast(name, replace(child, change), alias);
  const numbered = unboundName(child.cast_type);
  const isNumber = name === "oid" || (isTree(type) && /INT/.test(text(type.id)));
  // `x::regclass::oid` is the number again
  if (isNumber && registered.has(numbered) && isTree(child.child)) {
    return { ...numberOf(numbered, replace(child.child, change)), alias };
  }
  const known = types[name];
  if (known !== undefined) {
    return { ...cast(replace(child, change), typeNamed(known)), alias };
  }
  return arrayCast(tree, change);
}

function isWritten(tree: Tree): boolean {
  return tree.class === "CONSTANT" || tree.class === "PARAMETER";
}

function registeredCast(name: string, child: Tree, alias: string): Tree {
  const value = child.class === "CONSTANT" && isTree(child.value) ? child.value.value : undefined;
  if (name === "regproc" && typeof value === "string") {
    return { ...textConstant(value.replace(/^pg_catalog\./, "")), alias };
  }
  if (name !== "regclass" && name !== "regtype")
    return { ...cast(child, typeNamed("VARCHAR")), alias };
  return isWritten(child)
    ? { ...numberOf(name, child), alias }
    : call(`${name}_name`, [child], alias);
}

function numberOf(name: string, child: Tree): Tree {
  return isWritten(child) && (name === "regclass" || name === "regtype")
    ? call(`to_${name}`, [cast(child, typeNamed("VARCHAR"))])
    : child;
}

// '{a,b}'::text[] is ['a', 'b']
function arrayCast(tree: Tree, change: Change): Tree | undefined {
  const { child, cast_type: type } = tree;
  if (!isTree(child) || !isTree(type) || type.id !== "LIST") return undefined;
  const value = child.class === "CONSTANT" && isTree(child.value) ? child.value.value : undefined;
  if (typeof value !== "string" || !/^\{.*\}$/s.test(value)) return undefined;
  const written = {
    ...child,
    value: { type: typeNamed("VARCHAR"), is_null: false, value: listText(value) },
  };
  return replace({ ...tree, child: written }, (inner) =>
    inner.class === "CAST" ? undefined : change(inner),
  );
}

/** An array as Postgres writes it, as a list as DuckDB writes it. */
export function listText(array: string): string {
  return `[${array.slice(1, -1)}]`;
}
