import { chmodSync, cpSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { literal, openDatabase } from "../pipeline/database.js";
import { writeDemo } from "../pipeline/demo/demo.js";
import { entityOf, sqlTypes } from "../pipeline/entities.js";
import { silent } from "../pipeline/log.js";
import { buildModels } from "../pipeline/model/model.js";
import { type Model, readModels } from "../pipeline/model/models.js";
import { shipped } from "../pipeline/root.js";
import { runFlow } from "../pipeline/run.js";
import { tenureVersion } from "../pipeline/version.js";
import type { Measured, Work } from "./measured.js";

const asOf = new Date("2026-01-01T00:00:00Z");
const memoryLimit = "3GB";

async function script(connection: DuckDBConnection, path: readonly string[]): Promise<void> {
  await connection.run(`set variable as_of = timestamp '${asOf.toISOString().slice(0, 10)}'`);
  // DuckDB's parser mixes up named windows of statements that it is given together
  for (const statement of readFileSync(shipped("bench", ...path), "utf8").split(/;\n/)) {
    if (statement.trim() !== "") await connection.run(statement);
  }
}

async function floor(folder: string, file: string): Promise<void> {
  rmSync(file, { force: true });
  const database = await openDatabase(file, { memoryLimit, tempDirectory: `${file}.tmp` });
  const { connection } = database;
  await connection.run(`set variable exports = ${literal(join(folder, "exports"))}`);
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

/** What the floor takes as given: it reads the attributes that slices go by from the build. */
const given = "core.account_attributes";

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
  return report.models
    .filter(({ model }) => revenue.has(model))
    .reduce((sum, { seconds }) => sum + seconds, 0);
}

async function run(folder: string, warehouse: string): Promise<void> {
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
  });
  if (outcome.kind !== "published") throw new Error(`the run ended as ${outcome.kind}`);
}

/** Does the work; a number is what of the time is to be measured, in seconds. */
async function perform(work: Work): Promise<number | undefined> {
  switch (work.kind) {
    case "demo":
      await writeDemo({ ...work, asOf, log: silent });
      return undefined;
    case "run":
      await run(work.folder, work.warehouse);
      return undefined;
    case "floor":
      await floor(work.folder, work.file);
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
    (seconds) => {
      const { user, system } = process.cpuUsage();
      const report: Measured = {
        seconds: seconds ?? (performance.now() - started) / 1000,
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
