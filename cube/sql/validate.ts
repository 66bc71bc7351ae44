import { refusal, states } from "./refusal.js";
import * as shapes from "./shapes.js";
import { isList, isTree, type Json, type Tree, text, trees } from "./tree.js";

/** What one kind of query may name. */
export interface Allowed {
  readonly functions: ReadonlySet<string>;
  readonly windowFunctions: ReadonlySet<string>;
  readonly tableFunctions: ReadonlySet<string>;
  readonly types: ReadonlySet<string>;
  /** `#1` and COLLATE, which only questions about the catalogue need. */
  readonly loose: boolean;
}

/** A table that a query reads, unless it is one of its own common tables. */
export interface Relation {
  readonly catalog: string;
  readonly schema: string;
  readonly name: string;
}

interface Visit {
  readonly allowed: Allowed;
  /** Names that no common table may take, in lower case. */
  readonly reserved: ReadonlySet<string>;
  readonly relations: Relation[];
}

type Scope = ReadonlySet<string>;

/** Names of common tables that the planner makes itself begin so. */
export const ownPrefix = "tenure_";

/**
 * Lets a statement pass that is made of known parts only, and says which tables it reads; whatever
 * DuckDB's parser may learn in a later version is refused until it is listed in shapes.ts.
 */
export function validate(
  statement: Tree,
  allowed: Allowed,
  reserved: ReadonlySet<string>,
): readonly Relation[] {
  const visit: Visit = { allowed, reserved, relations: [] };
  shape(statement, shapes.statement, "statement", visit, new Set());
  return visit.relations;
}

/** The tables that a statement reads, whatever it is made of. */
export function relationsOf(statement: Tree): readonly Relation[] {
  const relations: Relation[] = [];
  collect(statement, new Set(), relations);
  return relations;
}

function collect(value: Json | undefined, scope: Scope, found: Relation[]): void {
  if (isList(value)) {
    for (const item of value) collect(item, scope, found);
    return;
  }
  if (!isTree(value)) return;
  const inner = new Set(scope);
  if (isTree(value.cte_map)) {
    for (const entry of trees(value.cte_map.map)) {
      collect(entry.value, inner, found);
      inner.add(text(entry.key).toLowerCase());
    }
  }
  if (value.type === "BASE_TABLE") addRelation(value, scope, found);
  for (const [key, child] of Object.entries(value)) {
    if (key !== "cte_map") collect(child, inner, found);
  }
}

function addRelation(tree: Tree, scope: Scope, found: Relation[]): void {
  const [catalog, schema, name] = ["catalog_name", "schema_name", "table_name"].map((key) =>
    text(tree[key]),
  ) as [string, string, string];
  const isCommon = catalog === "" && schema === "" && scope.has(name.toLowerCase());
  if (!isCommon) found.push({ catalog, schema, name });
}

function unsupported(what: string): Error {
  return refusal(states.notSupported, `${what} is not supported`);
}

function shape(
  tree: Tree,
  fields: Readonly<Record<string, shapes.Field>>,
  what: string,
  visit: Visit,
  scope: Scope,
): void {
  for (const [key, value] of Object.entries(tree)) {
    const kind = fields[key] ?? "nothing";
    if (kind === "nothing" && !isEmpty(value)) throw unsupported(`${what} with ${key}`);
    if (kind !== "nothing" && kind !== "plain") field(kind, value, visit, scope);
  }
}

function isEmpty(value: Json): boolean {
  if (isList(value)) return value.length === 0;
  return value === null || value === false || value === "";
}

function field(kind: shapes.Field, value: Json, visit: Visit, scope: Scope): void {
  if (kind === "values") {
    for (const row of isList(value) ? value : []) each(row, visit, scope, expression);
  } else if (kind === "modifiers") {
    for (const tree of trees(value)) typed(tree, shapes.modifiers, visit, scope);
  } else if (kind === "orders") {
    orders(value, visit, scope);
  } else if (kind === "cases") {
    for (const tree of trees(value)) shape(tree, shapes.branch, "CASE", visit, scope);
  } else if (kind === "stars") {
    each(value, visit, scope, (tree) => {
      if (tree.class === "STAR") shape(tree, shapes.star, "*", visit, scope);
      else expression(tree, visit, scope);
    });
  } else {
    each(isList(value) ? value : [value], visit, scope, single[kind] ?? expression);
  }
}

type Check = (tree: Tree, visit: Visit, scope: Scope) => void;

const single: Partial<Record<shapes.Field, Check>> = {
  query: (tree, visit, scope) => shape(tree, shapes.statement, "a sub-query", visit, scope),
  node,
  table,
  function: tableFunction,
  type: (tree, visit) => castType(tree, visit.allowed),
  // the common tables of a query are seen to before the rest of it
  common: () => {},
};

function each(value: Json, visit: Visit, scope: Scope, check: Check): void {
  for (const item of isList(value) ? value : []) {
    if (item === null) continue;
    if (!isTree(item)) throw unsupported("this statement");
    check(item, visit, scope);
  }
}

function orders(value: Json, visit: Visit, scope: Scope): void {
  // a function holds them in a modifier of its own, a query in a list
  const list = isTree(value) ? value.orders : value;
  for (const tree of trees(list)) shape(tree, shapes.order, "ORDER BY", visit, scope);
}

function typed(
  tree: Tree,
  known: Readonly<Record<string, Readonly<Record<string, shapes.Field>>>>,
  visit: Visit,
  scope: Scope,
): void {
  const fields = Object.hasOwn(known, text(tree.type)) ? known[text(tree.type)] : undefined;
  if (fields === undefined) throw unsupported(text(tree.type) || "this statement");
  shape(tree, fields, text(tree.type), visit, scope);
}

function node(tree: Tree, visit: Visit, scope: Scope): void {
  const inner = new Set(scope);
  for (const entry of isTree(tree.cte_map) ? trees(tree.cte_map.map) : []) {
    const name = text(entry.key).toLowerCase();
    if (visit.reserved.has(name) || name.startsWith(ownPrefix)) {
      throw refusal(states.notAllowed, `WITH may not define "${name}": a table has that name`);
    }
    if (isTree(entry.value)) shape(entry.value, shapes.common, "WITH", visit, inner);
    inner.add(name);
  }
  typed(tree, shapes.queries, visit, inner);
}

function table(tree: Tree, visit: Visit, scope: Scope): void {
  if (tree.type === "BASE_TABLE") addRelation(tree, scope, visit.relations);
  const kinds = ["REGULAR", "CROSS", "NATURAL"];
  if (tree.type === "JOIN" && !kinds.includes(text(tree.ref_type))) {
    throw unsupported(`a ${text(tree.ref_type)} join`);
  }
  typed(tree, shapes.tables, visit, scope);
}

function tableFunction(tree: Tree, visit: Visit, scope: Scope): void {
  const name = text(tree.function_name).toLowerCase();
  if (!visit.allowed.tableFunctions.has(name)) throw noFunction(name);
  known(tree, "FUNCTION", visit, scope);
}

function noFunction(name: string): Error {
  return refusal(states.notAllowed, `the function ${name} is not available here`);
}

function expression(tree: Tree, visit: Visit, scope: Scope): void {
  const kind = text(tree.class);
  const { allowed } = visit;
  if (kind === "FUNCTION") call(tree, allowed.functions);
  if (kind === "WINDOW") call(tree, allowed.windowFunctions);
  const isOperator = shapes.operators.has(text(tree.type));
  if (kind === "OPERATOR" && !isOperator) throw unsupported(text(tree.type));
  if (!allowed.loose && (kind === "POSITIONAL_REFERENCE" || kind === "COLLATE")) {
    throw unsupported(kind === "COLLATE" ? "COLLATE" : "#");
  }
  if (kind === "PARAMETER" && !/^[1-9]\d{0,4}$/.test(text(tree.identifier))) {
    throw refusal(states.syntax, "parameters are written $1, $2 and so on");
  }
  known(tree, kind, visit, scope);
}

function known(tree: Tree, kind: string, visit: Visit, scope: Scope): void {
  const fields = Object.hasOwn(shapes.expressions, kind) ? shapes.expressions[kind] : undefined;
  if (fields === undefined) throw unsupported(kind === "STAR" ? "* in an expression" : kind);
  shape(tree, fields, kind, visit, scope);
}

function call(tree: Tree, functions: ReadonlySet<string>): void {
  const name = text(tree.function_name).toLowerCase();
  const schema = text(tree.schema).toLowerCase();
  if (!functions.has(name) || !["", "main", "pg_catalog", "information_schema"].includes(schema))
    throw noFunction(name);
}

function castType(tree: Tree, allowed: Allowed): void {
  const info = isTree(tree.type_info) ? tree.type_info : {};
  if (tree.id === "LIST" && isTree(info.child_type)) {
    castType(info.child_type, allowed);
    return;
  }
  const isPlain = ["", "DECIMAL_TYPE_INFO"].includes(text(info.type));
  if (allowed.types.has(text(tree.id)) && isPlain) return;
  const name = text(info.name) || text(tree.id);
  throw refusal(states.notSupported, `the type ${name.toLowerCase()} is not available`);
}
