import type { DuckDBConnection } from "@duckdb/node-api";
import { z } from "zod";
import { literal, rows } from "../database.js";
import { exitCodes, TenureError } from "../error.js";

/** What one select reads, taken from its syntax tree. */
export interface Lineage {
  /** Tables as `schema.table`, sorted. */
  readonly tables: readonly string[];
  /** The last part of every column that is named anywhere. */
  readonly columns: ReadonlySet<string>;
}

const serialized = z.object({
  error: z.boolean(),
  error_message: z.string().optional(),
  statements: z.array(z.unknown()).default([]),
});

type Visit = (node: Readonly<Record<string, unknown>>) => void;

function walk(value: unknown, visit: Visit): void {
  if (Array.isArray(value)) {
    for (const item of value) walk(item, visit);
  } else if (typeof value === "object" && value !== null) {
    visit(value as Record<string, unknown>);
    for (const item of Object.values(value)) walk(item, visit);
  }
}

function cteNames(tree: unknown): Set<string> {
  const names = new Set<string>();
  walk(tree, (node) => {
    const map = node.cte_map as { map?: { key: string }[] } | undefined;
    for (const entry of map?.map ?? []) names.add(entry.key.toLowerCase());
    if (typeof node.cte_name === "string") names.add(node.cte_name.toLowerCase());
  });
  return names;
}

function refuse(file: string, message: string): TenureError {
  return new TenureError("model/not-one-select", `${file} is not one select: ${message}`, {
    hint: "A model is a header and exactly one select, without create, insert or a second statement.",
    exitCode: exitCodes.modelFailed,
  });
}

async function syntaxTree(
  connection: DuckDBConnection,
  file: string,
  sql: string,
): Promise<unknown> {
  const [row] = await rows(connection, `select json_serialize_sql(${literal(sql)}) as tree`);
  const tree = serialized.parse(JSON.parse(String(row?.tree)));
  if (tree.error) throw refuse(file, tree.error_message ?? "it cannot be parsed");
  if (tree.statements.length !== 1)
    throw refuse(file, `it holds ${tree.statements.length} statements`);
  return tree.statements[0];
}

/** Reads the lineage of a select with DuckDB's own parser, so that no text is guessed at. */
export async function lineageOf(
  connection: DuckDBConnection,
  file: string,
  sql: string,
): Promise<Lineage> {
  const tree = await syntaxTree(connection, file, sql);
  const ctes = cteNames(tree);
  const tables = new Set<string>();
  const columns = new Set<string>();
  walk(tree, (node) => {
    if (node.type === "BASE_TABLE") {
      const schema = String(node.schema_name).toLowerCase();
      const table = String(node.table_name).toLowerCase();
      if (schema !== "") tables.add(`${schema}.${table}`);
      else if (!ctes.has(table)) throw unqualified(file, table);
    }
    if (node.type === "COLUMN_REF") {
      const names = node.column_names as readonly string[];
      columns.add(String(names.at(-1)).toLowerCase());
    }
    for (const name of (node.using_columns as readonly string[] | undefined) ?? []) {
      columns.add(name.toLowerCase());
    }
    if (node.type === "STAR") columns.add("*");
  });
  return { tables: [...tables].sort(), columns };
}

function unqualified(file: string, table: string): TenureError {
  return new TenureError(
    "model/unqualified-table",
    `${file} reads "${table}", which is no CTE of it and names no schema`,
    {
      hint: `Write schema.${table}, or add a CTE with that name.`,
      exitCode: exitCodes.modelFailed,
    },
  );
}
