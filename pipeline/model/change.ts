import type { DuckDBConnection } from "@duckdb/node-api";
import { rows } from "../database.js";

/** How far a relation differs from the build that this one continues. */
export type Change =
  | { readonly kind: "none" }
  | { readonly kind: "from"; readonly month: string }
  | { readonly kind: "all" };

export const none: Change = { kind: "none" };
export const all: Change = { kind: "all" };

/** The widest of several changes: an earlier month includes a later one. */
export function widest(changes: readonly Change[]): Change {
  return changes.reduce((left, right) => {
    if (left.kind === "all" || right.kind === "none") return left;
    if (right.kind === "all" || left.kind === "none") return right;
    return left.month <= right.month ? left : right;
  }, none);
}

/** Order-free sums of row hashes, by month where the table has months. */
export type Contents = ReadonlyMap<string, string>;

/** Sums up what a table holds, so that a rebuild that changed nothing can be told from one that did. */
export async function contentsOf(connection: DuckDBConnection, table: string): Promise<Contents> {
  const names = (await connection.runAndReadAll(`select * from ${table} limit 0`)).columnNames();
  const month = names.includes("month") ? "month::varchar" : "'-'";
  const found = await rows(
    connection,
    `select ${month} as month, count(*)::varchar || '/' || sum(hash(${names
      .map((name) => `"${name}"`)
      .join(", ")}))::varchar as sum from ${table} group by ${month}`,
  );
  const sums = new Map(found.map((row) => [String(row.month), String(row.sum)]));
  return sums.set("columns", names.join(", "));
}

/** The change between two summaries of one table. */
export function changeBetween(before: Contents, after: Contents): Change {
  const keys = [...new Set([...before.keys(), ...after.keys()])];
  const differing = keys.filter((key) => before.get(key) !== after.get(key)).sort();
  const first = differing[0];
  if (first === undefined) return none;
  const isByMonth = !differing.some((key) => key === "-" || key === "columns" || key === "null");
  return isByMonth ? { kind: "from", month: first } : all;
}
