/** What a field of a syntax tree may hold. */
export type Field =
  | "expression" // one, or nothing
  | "expressions"
  | "values" // a list of lists of expressions
  | "stars" // the list behind SELECT, where `*` may stand
  | "cases"
  | "query" // a statement inside parentheses
  | "node"
  | "common" // the list behind WITH
  | "table"
  | "modifiers"
  | "orders"
  | "function" // the call of a table function
  | "type"
  | "plain" // names, numbers and words that cannot hold an expression
  | "nothing"; // must be empty

type Shape = Readonly<Record<string, Field>>;

const own: Shape = { class: "plain", type: "plain", alias: "plain", query_location: "plain" };
const table: Shape = {
  type: "plain",
  alias: "plain",
  query_location: "plain",
  sample: "nothing",
  column_name_alias: "plain",
};
const query: Shape = { type: "plain", modifiers: "modifiers", cte_map: "common" };

/** Queries, by their type. */
export const queries: Readonly<Record<string, Shape>> = {
  SELECT_NODE: {
    ...query,
    select_list: "stars",
    from_table: "table",
    where_clause: "expression",
    group_expressions: "expressions",
    group_sets: "plain",
    aggregate_handling: "plain",
    having: "expression",
    sample: "nothing",
    qualify: "expression",
  },
  SET_OPERATION_NODE: {
    ...query,
    setop_type: "plain",
    left: "node",
    right: "node",
    setop_all: "plain",
    children: "nothing",
  },
};

/** What may stand in FROM, by its type. */
export const tables: Readonly<Record<string, Shape>> = {
  EMPTY: table,
  BASE_TABLE: {
    ...table,
    schema_name: "plain",
    table_name: "plain",
    catalog_name: "plain",
    at_clause: "nothing",
  },
  SUBQUERY: { ...table, subquery: "query" },
  JOIN: {
    ...table,
    left: "table",
    right: "table",
    condition: "expression",
    join_type: "plain",
    ref_type: "plain",
    using_columns: "plain",
    delim_flipped: "plain",
    duplicate_eliminated_columns: "nothing",
  },
  TABLE_FUNCTION: { ...table, function: "function", with_ordinality: "plain" },
  EXPRESSION_LIST: {
    ...table,
    expected_names: "plain",
    expected_types: "nothing",
    values: "values",
  },
};

/** Expressions, by their class. */
export const expressions: Readonly<Record<string, Shape>> = {
  COLUMN_REF: { ...own, column_names: "plain" },
  CONSTANT: { ...own, value: "plain" },
  PARAMETER: { ...own, identifier: "plain" },
  CAST: { ...own, child: "expression", cast_type: "type", try_cast: "plain" },
  COLLATE: { ...own, child: "expression", collation: "plain" },
  COMPARISON: { ...own, left: "expression", right: "expression" },
  CONJUNCTION: { ...own, children: "expressions" },
  BETWEEN: { ...own, input: "expression", lower: "expression", upper: "expression" },
  OPERATOR: { ...own, children: "expressions" },
  CASE: { ...own, case_checks: "cases", else_expr: "expression" },
  FUNCTION: {
    ...own,
    function_name: "plain",
    schema: "plain",
    catalog: "nothing",
    children: "expressions",
    filter: "expression",
    order_bys: "orders",
    distinct: "plain",
    is_operator: "plain",
    export_state: "nothing",
  },
  WINDOW: {
    ...own,
    function_name: "plain",
    schema: "nothing",
    catalog: "nothing",
    children: "expressions",
    partitions: "expressions",
    orders: "orders",
    start: "plain",
    end: "plain",
    start_expr: "expression",
    end_expr: "expression",
    offset_expr: "expression",
    default_expr: "expression",
    ignore_nulls: "plain",
    filter_expr: "expression",
    exclude_clause: "plain",
    distinct: "plain",
    arg_orders: "orders",
  },
  SUBQUERY: {
    ...own,
    subquery_type: "plain",
    subquery: "query",
    child: "expression",
    comparison_type: "plain",
  },
  POSITIONAL_REFERENCE: { ...own, index: "plain" },
};

/** `*` behind SELECT. */
export const star: Shape = {
  ...own,
  relation_name: "plain",
  exclude_list: "plain",
  replace_list: "nothing",
  columns: "nothing",
  expr: "nothing",
  qualified_exclude_list: "nothing",
  rename_list: "nothing",
  unpacked: "nothing",
};

/** Modifiers of a query, by their type. */
export const modifiers: Readonly<Record<string, Shape>> = {
  DISTINCT_MODIFIER: { type: "plain", distinct_on_targets: "expressions" },
  ORDER_MODIFIER: { type: "plain", orders: "orders" },
  LIMIT_MODIFIER: { type: "plain", limit: "expression", offset: "expression" },
};

/** One thing to sort by. */
export const order: Shape = { type: "plain", null_order: "plain", expression: "expression" };

/** One branch of CASE. */
export const branch: Shape = { when_expr: "expression", then_expr: "expression" };

/** A statement, alone or inside parentheses. */
export const statement: Shape = { node: "node", named_param_map: "plain" };

/** One table of WITH. */
export const common: Shape = {
  aliases: "plain",
  query: "query",
  materialized: "plain",
  key_targets: "nothing",
  payload_aggregates: "nothing",
};

/** Operators that are not written as functions. */
export const operators: ReadonlySet<string> = new Set([
  "OPERATOR_NOT",
  "OPERATOR_IS_NULL",
  "OPERATOR_IS_NOT_NULL",
  "OPERATOR_COALESCE",
  "OPERATOR_NULLIF",
  "COMPARE_IN",
  "COMPARE_NOT_IN",
  "ARRAY_CONSTRUCTOR",
  "ARRAY_EXTRACT",
  "STRUCT_EXTRACT",
  "ARRAY_SLICE",
  "GROUPING_FUNCTION",
]);
