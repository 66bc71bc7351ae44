import type { DuckDBConnection } from "@duckdb/node-api";
import { literal } from "../database.js";
import type { Model } from "./models.js";

const staging = "staging.";

/** The entities that a model rests on, however far. */
function entitiesOf(model: Model, models: ReadonlyMap<string, Model>): readonly string[] {
  const read = new Set<string>(model.lineage.tables);
  // a set grows while it is walked
  for (const name of read) {
    for (const table of models.get(name)?.lineage.tables ?? []) read.add(table);
  }
  return [...read]
    .filter((name) => name.startsWith(staging))
    .map((name) => name.slice(staging.length))
    .sort();
}

/** Writes which staging tables each model rests on into `config.model_inputs`. */
export async function writeModelInputs(
  connection: DuckDBConnection,
  models: readonly Model[],
): Promise<void> {
  const byName = new Map(models.map((model) => [model.name, model]));
  const values = models.flatMap((model) =>
    entitiesOf(model, byName).map((entity) => `(${literal(model.name)}, ${literal(entity)})`),
  );
  await connection.run(
    "create or replace table config.model_inputs (model varchar, entity varchar)",
  );
  if (values.length === 0) return;
  await connection.run(`insert into config.model_inputs values ${values.join(", ")}`);
}
