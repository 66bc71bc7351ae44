import { chmodSync, cpSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { literal, openDatabase } from "../pipeline/database.js";
import { writeDemo } from "../pipeline/demo/demo.js";
import { entityOf, sqlTypes } from "../pipeline/entities.js";
import { silent } from "../pipeline/log.js";
import { modelsBehind } from "../pipeline/model/graph.js";
import { buildModels, type ModelOutcome } from "../pipeline/model/model.js";
import { type Model, readModels } from "../pipeline/model/models.js";
import { shipped } from "../pipeline/root.js";
import { runFlow } from "../pipeline/run.js";
import { tenureVersion } from "../pipeline/version.js";
import { given, type Measured, type Work } from "./measured.js";

const asOf = new Date("2026-01-01T00:00:00Z");
const memoryLimit = "3GB";

/** The metrics that bench/floor.sql makes from the exports; the others it takes from the build. */
const threeMetrics = ["active_users_28d", "seat_utilisation", "tickets_90d"].map(
  (name) => `metrics.${name}`,
);

async function script(connection: DuckDBConnection, path: readonly string[]): Promise<void> {
  await connection.run(`set variable as_of = timestamp '${asOf.toISOString().slice(0, 10)}'`);
  // DuckDB's parser mixes up named windows of statements that it is given together
  for (const statement of readFileSync(shipped("bench", ...path), "utf8").split(/;\n/)) {
    if (statement.trim() !== "") await connection.run(statement);
  }
}

async function floor(folder: string, build: string, file: string): Promise<void> {
  rmSync(file, { force: true });
  const database = await openDatabase(file, { memoryLimit, tempDirectory: `${file}.tmp` });
  const { connection } = database;
  await connection.run(`set variable exports = ${literal(join(folder, "exports"))}`);
  await connection.run(`attach ${literal(build)} as given (read_only)`);
  await script(connection, ["floor.sql"]);
  database.close();
}

async function revenueCompany(folder: string, accounts: number): Promise<void> {
  const { connection, close } = await openDatabase(":memory:");
  await connection.run(`set variable exports = ${literal(join(folder, "exports"))}`);
  await connection.run(`set variable accounts = ${accounts}`);
  await script(connection, ["revenue", "company.sql"]);
  close();
  cpSync(shipped("bench", "revenue", "config"), join(folder, "config"), { recursive: true });
}

async function revenueFloor(build: string, file: string): Promise<void> {
  rmSync(file, { force: true });
  const database = await openDatabase(file, { memoryLimit, tempDirectory: `${file}.tmp` });
  const { connection } = database;
  await connection.run(`attach ${literal(build)} as build (read_only)`);
  await script(connection, ["revenue", "floor.sql"]);
  database.close();
}

/** The seconds of the models that count. */
function secondsOf(made: readonly ModelOutcome[], isCounted: (model: string) => boolean): number {
  return made
    .filter(({ model }) => isCounted(model))
    .reduce((sum, { seconds }) => sum + seconds, 0);
}

/** Builds the revenue marts with all that they rest on; gives the seconds of the revenue models. */
async function models(build: string, marts: readonly string[]): Promise<number> {
  chmodSync(build, 0o644);
  const database = await openDatabase(":memory:", { memoryLimit, tempDirectory: `${build}.tmp` });
  const { connection } = database;
  await connection.run(`attach ${literal(build)} as build`);
  await connection.run("use build");
  // a published build has lost its view on the events; this company has none
  const columns = Object.entries(entityOf("usage_events").columns).map(
    ([name, { type }]) => `${name} ${sqlTypes[type]}`,
  );
  await connection.run(`create table staging.usage_events (${columns.join(", ")})`);
  const folder = shipped("models");
  const targets = marts.map((mart) => `marts.${mart}`);
  const report = await buildModels(connection, { folder, log: silent, full: true, targets });
  const read = await readModels(connection, folder);
  await connection.run("checkpoint build");
  database.close();
  // sections 1 to 3 are revenue; account_months stands in 16 with the rest of the semantic layer
  const isRevenue = ({ name, header }: Model): boolean =>
    name === "marts.account_months" || (name !== given && Number(header.section) <= 3);
  const revenue = new Set(read.filter(isRevenue).map(({ name }) => name));
  return secondsOf(report.models, (name) => revenue.has(name));
}

/** Models that the floor of the whole flow makes by hand as well. */
async function modelsAlike(marts: readonly string[]): Promise<ReadonlySet<string>> {
  const { connection, close } = await openDatabase(":memory:");
  const models = await readModels(connection, shipped("models"));
  close();
  const byHand = models.filter(
    ({ name, header, kind }) =>
      name !== given &&
      (Number(header.section) <= 4 || Number(header.section) >= 15) &&
      (kind !== "metric" || threeMetrics.includes(name)),
  );
  const targets = marts.map((mart) => `marts.${mart}`);
  return new Set(modelsBehind(byHand, targets).map(({ name }) => name));
}

/** Runs the whole flow; gives its seconds without those of models that no floor makes. */
async function run({
  folder,
  warehouse,
  marts,
  tables,
}: Extract<Work, { kind: "run" }>): Promise<number | undefined> {
  const started = performance.now();
  const outcome = await runFlow({
    config: join(folder, "config"),
    data: folder,
    warehouse,
    asOf,
    knownAt: null,
    full: false,
    now: new Date(),
    tenureVersion: tenureVersion(),
    log: silent,
    ...(tables === undefined ? {} : { tables }),
  });
  if (outcome.kind !== "published") throw new Error(`the run ended as ${outcome.kind}`);
  if (marts === undefined) return undefined;
  const seconds = (performance.now() - started) / 1000;
  const alike = await modelsAlike(marts);
  return seconds - secondsOf(outcome.modelled.models, (name) => !alike.has(name));
}

/** Does the work; a number is the seconds of what its floor does too. */
async function perform(work: Work): Promise<number | undefined> {
  switch (work.kind) {
    case "demo":
      await writeDemo({ ...work, asOf, log: silent });
      return undefined;
    case "run":
      return run(work);
    case "floor":
      await floor(work.folder, work.build, work.file);
      return undefined;
    case "revenue-company":
      await revenueCompany(work.folder, work.accounts);
      return undefined;
    case "models":
      return models(work.build, work.marts);
    case "revenue-floor":
      await revenueFloor(work.build, work.file);
      return undefined;
  }
}

process.once("message", (work: Work) => {
  const started = performance.now();
  perform(work).then(
    (alike) => {
      const { user, system } = process.cpuUsage();
      const seconds = (performance.now() - started) / 1000;
      const report: Measured = {
        seconds,
        alike: alike ?? seconds,
        cpu: (user + system) / 1e6,
        megabytes: process.resourceUsage().maxRSS / 1024,
      };
      process.send?.(report, () => process.exit(0));
    },
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : error}\n`);
      process.exit(1);
    },
  );
});
