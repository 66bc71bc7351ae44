import { chmodSync, readFileSync, rmSync } from "node:fs";
import type { DuckDBConnection } from "@duckdb/node-api";
import { closeBuild, openBuild } from "../pipeline/building.js";
import { literal, openDatabase, rows } from "../pipeline/database.js";
import { fromWarehouse } from "../pipeline/lake-views.js";
import { silent } from "../pipeline/log.js";
import { buildModels, type ModelOutcome } from "../pipeline/model/model.js";
import { type Model, readModels } from "../pipeline/model/models.js";
import { shipped } from "../pipeline/root.js";
import { given, type Work } from "./measured.js";

/** The instant that every company of the benchmarks is seen at. */
export const asOf = new Date("2026-01-01T00:00:00Z");

/** The memory that either side may take for its rows. */
export const memoryLimit = "2000MB";

/** Runs the statements of a file in bench/. */
export async function script(connection: DuckDBConnection, path: string): Promise<void> {
  await connection.run(`set variable as_of = timestamp '${asOf.toISOString().slice(0, 10)}'`);
  // DuckDB's parser mixes up named windows of statements that it is given together
  for (const statement of readFileSync(shipped("bench", path), "utf8").split(/;\n/)) {
    if (statement.trim() !== "") await connection.run(statement);
  }
}

// a published build has lost its views on the events, but knows how they were made
async function readLake(connection: DuckDBConnection, warehouse: string): Promise<void> {
  for (const { entity, sql } of await rows(connection, "from build.staging.lake_views")) {
    const select = fromWarehouse(String(sql), warehouse);
    await connection.run(`create view staging.${String(entity)} as ${select}`);
  }
}

/** Makes marts by hand from the staged rows of a build, which the scripts know as `build`. */
export async function floorFromBuild({
  build,
  warehouse,
  file,
  scripts,
}: Extract<Work, { kind: "floor-from-build" }>): Promise<void> {
  rmSync(file, { force: true });
  const database = await openDatabase(file, { memoryLimit, tempDirectory: `${file}.tmp` });
  const { connection } = database;
  await connection.run(`attach ${literal(build)} as build (read_only)`);
  await connection.run("create schema staging");
  await connection.run("create view staging.known_accounts as from build.staging.known_accounts");
  await readLake(connection, warehouse);
  for (const path of scripts) await script(connection, path);
  database.close();
}

/** The seconds of models together. */
export function secondsOf(made: readonly ModelOutcome[]): number {
  return made.reduce((sum, { seconds }) => sum + seconds, 0);
}

// account_months stands in section 16 with the rest of the semantic layer
function isOfSections({ name, header }: Model, sections: readonly number[]): boolean {
  if (name === "marts.account_months") return sections.includes(2);
  return name !== given && sections.includes(Number(header.section));
}

function slowestOf(made: readonly ModelOutcome[]): string[] {
  const sorted = [...made].sort((a, b) => b.seconds - a.seconds);
  return sorted.slice(0, 5).map(({ model, seconds }) => `${model} ${seconds.toFixed(1)} s`);
}

/** The seconds of the models that count, and the slowest of them with theirs. */
export interface Alone {
  readonly alike: number;
  readonly slowest: readonly string[];
}

/** Builds marts with all that they rest on; counts the models of these sections alone. */
export async function modelsAlone({
  build,
  warehouse,
  marts,
  sections,
  folder = shipped("models"),
  isGoingOn = false,
}: Extract<Work, { kind: "models" }>): Promise<Alone> {
  chmodSync(build, 0o644);
  const database = await openDatabase(":memory:", { memoryLimit, tempDirectory: `${build}.tmp` });
  const { connection } = database;
  await openBuild(connection, build);
  await readLake(connection, warehouse);
  const targets = marts.map((mart) => `marts.${mart}`);
  const options = { folder, log: silent, full: !isGoingOn, targets };
  const report = await buildModels(connection, options);
  const models = await readModels(connection, folder);
  await closeBuild(connection);
  database.close();
  const counted = models.filter((model) => isOfSections(model, sections));
  const names = new Set(counted.map(({ name }) => name));
  const made = report.models.filter(({ model }) => names.has(model));
  return { alike: secondsOf(made), slowest: slowestOf(made) };
}
