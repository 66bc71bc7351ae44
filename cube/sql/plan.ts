import { flatten, inlineCommon } from "./flatten.js";
import { dataFunctions, tableFunctions, types, windowFunctions } from "./functions.js";
import { guard } from "./guard.js";
import { joinOfViews } from "./joins.js";
import { named } from "./names.js";
import type { Parser } from "./parser.js";
import { refusal, states } from "./refusal.js";
import { type Planning, selectOverView, sourceName, viewAt } from "./select.js";
import type { Semantics } from "./semantics.js";
import {
  cast,
  isList,
  isTree,
  type Json,
  optional,
  replace,
  type Tree,
  text,
  trees,
  typeNamed,
  walk,
} from "./tree.js";
import { type Allowed, type Relation, relationsOf, validate } from "./validate.js";

const dataAllowed: Allowed = {
  functions: dataFunctions,
  windowFunctions,
  tableFunctions,
  types,
  loose: false,
};

export interface PlanOptions {
  readonly parser: Parser;
  readonly semantics: Semantics;
  /** Names that a common table may not take, in lower case. */
  readonly reserved: ReadonlySet<string>;
  /** DuckDB's types of the parameters, where the client said them. */
  readonly parameterTypes: readonly (string | undefined)[];
}

/** The views that a statement reads; where there are none it is about the catalogue, not data. */
export function viewsRead(statement: Tree, semantics: Semantics): readonly string[] {
  const read = relationsOf(statement).filter((relation) => isView(relation, semantics));
  return [...new Set(read.map(({ name }) => name.toLowerCase()))].sort();
}

function isView({ catalog, schema, name }: Relation, { views }: Semantics): boolean {
  const isHere = catalog === "" || catalog.toLowerCase() === "tenure";
  return isHere && ["", "public"].includes(schema.toLowerCase()) && views.has(name.toLowerCase());
}

/** Plans a statement over views: the SQL that DuckDB runs on the published build. */
export async function planData(statement: Tree, options: PlanOptions): Promise<string> {
  const { parser, semantics, reserved } = options;
  const names = new Set([...reserved, ...semantics.views.keys()]);
  for (const relation of validate(statement, dataAllowed, names)) {
    if (!isView(relation, semantics)) throw noTable(relation);
  }
  const planning: Planning = { semantics, parser, sources: [], hoisted: [] };
  const typed = withTypes(statement, options.parameterTypes);
  const planned = (await planInside(typed, planning)) as Tree;
  refuseLostMeasures(planned);
  const guarded = semantics.hidesRows ? guard(planned) : planned;
  const sql = await parser.print(embedded(guarded, planning));
  await secondWall(sql, planning, options);
  return sql;
}

/** A table that is no view of the one who asks. */
export function noTable({ schema, name }: Relation): Error {
  const full = schema === "" ? name : `${schema}.${name}`;
  return refusal(states.noSuchTable, `relation "${full}" does not exist`);
}

/** Parameters cast to the types that the client said they have. */
export function withTypes(statement: Tree, given: readonly (string | undefined)[]): Tree {
  return replace(statement, (tree) => {
    if (tree.class !== "PARAMETER") return undefined;
    const type = given[Number(tree.identifier) - 1];
    const alias = tree.alias ?? "";
    return type === undefined ? tree : { ...cast(tree, typeNamed(type)), alias };
  });
}

// innermost first, so that a sub-query is ready before the query around it is
async function planInside(value: Json, planning: Planning): Promise<Json> {
  if (isList(value)) {
    const planned: Json[] = [];
    for (const item of value) planned.push(await planInside(item, planning));
    return planned;
  }
  if (!isTree(value)) return value;
  const isSelect = value.type === "SELECT_NODE";
  const start = isSelect
    ? flatten(inlineCommon(value, planning.semantics), planning.semantics)
    : value;
  const entries: [string, Json][] = [];
  for (const [key, inner] of Object.entries(start)) {
    entries.push([key, await planInside(inner, planning)]);
  }
  const inside: Tree = Object.fromEntries(entries);
  return isSelect ? planSelect(inside, planning) : inside;
}

async function planSelect(node: Tree, planning: Planning): Promise<Tree> {
  const before = planning.hoisted.length;
  const from = viewAt(optional(node.from_table), planning.semantics);
  const planned =
    from === undefined
      ? await joinOfViews(node, planning)
      : await selectOverView(node, from, planning);
  const selected = named(trees(planned.select_list));
  return withHoisted({ ...planned, select_list: selected }, planning, before);
}

// sub-queries that had to be calculated beside the query become tables of its WITH
function withHoisted(node: Tree, { hoisted }: Planning, before: number): Tree {
  const added = hoisted.slice(before);
  if (added.length === 0) return node;
  const known = isTree(node.cte_map) ? trees(node.cte_map.map) : [];
  return { ...node, cte_map: { map: [...known, ...added] } };
}

function refuseLostMeasures(planned: Tree): void {
  walk(planned, (tree) => {
    const name = text(tree.function_name);
    if (tree.class === "FUNCTION" && (name === "measure" || name === "aggregate")) {
      const hint = "Aggregate in a sub-query over the one view first.";
      throw refusal(states.grouping, "MEASURE() needs a single view in FROM", hint);
    }
    return true;
  });
}

function embedded(planned: Tree, { sources }: Planning): Tree {
  const byName = new Map(sources.map((source, index) => [sourceName(index), source]));
  return replace(planned, (tree) => {
    const source = tree.type === "BASE_TABLE" ? byName.get(text(tree.table_name)) : undefined;
    if (source === undefined) return undefined;
    return {
      type: "SUBQUERY",
      alias: tree.alias ?? "",
      sample: null,
      query_location: 0,
      subquery: { node: source.tree, named_param_map: [] },
      column_name_alias: [],
    };
  });
}

/**
 * Reads the finished SQL again as DuckDB will: whatever went wrong before, it may name no table
 * but those that Cube's own SQL reads, and call nothing that is neither allowed nor Cube's.
 */
async function secondWall(sql: string, { sources }: Planning, options: PlanOptions): Promise<void> {
  const final = await options.parser.parse(sql);
  const governed = new Set(sources.flatMap(({ relations }) => relations.map(keyOf)));
  const functions = new Set(sources.flatMap(({ tree }) => callsIn(tree)));
  const stray = relationsOf(final).find((relation) => !governed.has(keyOf(relation)));
  const known = [dataFunctions, windowFunctions, tableFunctions, functions];
  const foreign = callsIn(final).find((name) => !known.some((names) => names.has(name)));
  if (stray !== undefined || foreign !== undefined) {
    throw refusal(states.notAllowed, "the statement reaches beyond the views");
  }
}

const keyOf = ({ catalog, schema, name }: Relation): string =>
  JSON.stringify([catalog, schema, name].map((part) => part.toLowerCase()));

function callsIn(value: Json): readonly string[] {
  const found: string[] = [];
  walk(value, (tree) => {
    if ("function_name" in tree) found.push(text(tree.function_name).toLowerCase());
    if (tree.type === "SHOW_REF") found.push("show_ref");
    return true;
  });
  return found;
}
