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

/** Reads every `<schema>/<table>.sql` of the models folder, in the order of their names. */
export async function readModels(
  connection: DuckDBConnection,
  folder: string,
): Promise<readonly Model[]> {
  const files = (await glob("*/*.sql", { cwd: folder })).sort();
  return Promise.all(
    files.map(async (path) => {
      const file = `models/${path}`;
      const contents = await readFile(join(folder, path), "utf8");
      const name = path.replace(/\.sql$/, "").replace("/", ".");
      const parsed = parseModel(file, contents, name.startsWith("metrics."));
      const lineage = await lineageOf(connection, file, parsed.sql);
      return { ...parsed, name, file, contents, lineage };
    }),
  );
}
