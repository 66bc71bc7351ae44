import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { glob } from "tinyglobby";
import { exitCodes, TenureError } from "../error.js";
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

/** Whether a model stores no rows. */
export function isView(model: Model): boolean {
  return model.kind === "table" && model.header.view;
}

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
  if (isView(model) && lineage.columns.has("recompute_from")) throw boundToRun(file);
  known.set(key, model);
  return model;
}

// who reads a view later reads all months, whichever a run made again
function boundToRun(file: string): TenureError {
  return new TenureError("model/bad-header", `${file}: a view reads config.run.recompute_from`, {
    hint: "Leave out the condition, or store the model's rows (no view: true in its header).",
    exitCode: exitCodes.modelFailed,
  });
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
