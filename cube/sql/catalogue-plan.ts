import { type Catalogue, schemaBehind } from "./catalogue.js";
import { call } from "./dialect.js";
import { dataFunctions, tableFunctions, types, windowFunctions } from "./functions.js";
import { named } from "./names.js";
import type { Parser } from "./parser.js";
import { noTable, withTypes } from "./plan.js";
import { replace, replaceInside, type Tree, text, trees } from "./tree.js";
import { type Allowed, type Relation, validate } from "./validate.js";

/** The schema of the catalogue that a table is in, as its readers name it. */
function schemaOf({ catalog, schema, name }: Relation, { tables }: Catalogue): string | undefined {
  if (!["", "tenure"].includes(catalog.toLowerCase())) return undefined;
  const asked = schema.toLowerCase() || "pg_catalog";
  return tables.get(asked)?.has(name.toLowerCase()) === true ? asked : undefined;
}

/** Plans a question about the catalogue: the SQL that the catalogue's own database runs. */
export async function planCatalogue(
  statement: Tree,
  catalogue: Catalogue,
  parser: Parser,
  parameterTypes: readonly (string | undefined)[],
): Promise<string> {
  const allowed: Allowed = {
    functions: new Set([...dataFunctions, ...catalogue.functions, "json_object"]),
    windowFunctions,
    tableFunctions,
    types,
    loose: true,
  };
  const reserved = new Set(catalogue.tables.get("pg_catalog"));
  for (const relation of validate(statement, allowed, reserved)) {
    if (schemaOf(relation, catalogue) === undefined) throw noTable(relation);
  }
  const typed = withTypes(statement, parameterTypes);
  return parser.print(replace(typed, (tree) => changed(tree, catalogue)));
}

function changed(tree: Tree, catalogue: Catalogue): Tree | undefined {
  const inside = (outer: Tree): Tree => replaceInside(outer, (found) => changed(found, catalogue));
  if (tree.type === "BASE_TABLE") return located(tree, catalogue);
  if (tree.type === "SELECT_NODE") {
    return inside({ ...tree, select_list: named(trees(tree.select_list)) });
  }
  if (tree.class !== "FUNCTION") return undefined;
  const name = text(tree.function_name).toLowerCase();
  if (catalogue.functions.has(name)) {
    return call(`pg_${name}`, trees(inside(tree).children), text(tree.alias));
  }
  return text(tree.schema) === "pg_catalog" ? inside({ ...tree, schema: "" }) : undefined;
}

// common tables have no schema and stay as they are
function located(tree: Tree, catalogue: Catalogue): Tree | undefined {
  const [schema, name] = [text(tree.schema_name), text(tree.table_name)];
  const found = schemaOf({ catalog: "", schema, name }, catalogue);
  if (found === undefined) return undefined;
  const alias = text(tree.alias) || name;
  return { ...tree, alias, catalog_name: "", schema_name: schemaBehind[found] ?? "" };
}
