import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { glob } from "tinyglobby";
import { type ParsedModel, parseModel } from "./header.js";
import { type Lineage, lineageOf } from "./lineage.js";

/** A model file, parsed, with what it reads; `name` is `schema.table`. */
export type Model = ParsedModel & {
  readonly name: string;
  /** Path below the models folder, as messages show it. */
  readonly file: string;
  readonly contents: string;
  readonly lineage: Lineage;
};

// a program that runs the flow again reads the same files: what they say is known by their text
const known = new Map<string, Model>();

async function readModel(
  connection: DuckDBConnection,
  path: string,
  contents: string,
): Promise<Model> {
  const key = `${path}\n${contents}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const file = `models/${path}`;
  const name = path.replace(/\.sql$/, "").replace("/", ".");
  const parsed = parseModel(file, contents, name.startsWith("metrics."));
  const lineage = await lineageOf(connection, file, parsed.sql);
  const model = { ...parsed, name, file, contents, lineage };
  known.set(key, model);
  return model;
}

/** Reads every `<schema>/<table>.sql` of the models folder, in the order of their names. */
export async function readModels(
  connection: DuckDBConnection,
  folder: string,
): Promise<readonly Model[]> {
  const files = (await glob("*/*.sql", { cwd: folder })).sort();
  return Promise.all(
    files.map(async (path) =>
      readModel(connection, path, await readFile(join(folder, path), "utf8")),
    ),
  );
}
