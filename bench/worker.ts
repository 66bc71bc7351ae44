import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { literal, openDatabase } from "../pipeline/database.js";
import { writeDemo } from "../pipeline/demo/demo.js";
import { silent } from "../pipeline/log.js";
import { modelsBehind } from "../pipeline/model/graph.js";
import { readModels } from "../pipeline/model/models.js";
import { shipped } from "../pipeline/root.js";
import { runFlow } from "../pipeline/run.js";
import { tenureVersion } from "../pipeline/version.js";
import {
  type Alone,
  asOf,
  floorFromBuild,
  memoryLimit,
  modelsAlone,
  script,
  secondsOf,
} from "./alone.js";
import { given, type Measured, type Work } from "./measured.js";

/** The metrics that bench/floor.sql makes from the exports; the others it takes from the build. */
const threeMetrics = ["active_users_28d", "seat_utilisation", "tickets_90d"].map(
  (name) => `metrics.${name}`,
);

async function floor(folder: string, build: string, file: string): Promise<void> {
  rmSync(file, { force: true });
  const database = await openDatabase(file, { memoryLimit, tempDirectory: `${file}.tmp` });
  const { connection } = database;
  await connection.run(`set variable exports = ${literal(join(folder, "exports"))}`);
  await connection.run(`attach ${literal(build)} as given (read_only)`);
  await script(connection, "floor.sql");
  database.close();
}

async function company({
  folder,
  accounts,
  scripts,
  configs,
}: Extract<Work, { kind: "company" }>): Promise<void> {
  const { connection, close } = await openDatabase(":memory:");
  await connection.run(`set variable exports = ${literal(join(folder, "exports"))}`);
  await connection.run(`set variable accounts = ${accounts}`);
  for (const path of scripts) await script(connection, path);
  close();
  for (const name of configs) {
    cpSync(shipped("bench", name), join(folder, "config"), { recursive: true });
  }
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
}: Extract<Work, { kind: "run" }>): Promise<Partial<Alone>> {
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
  if (marts === undefined) return {};
  const seconds = (performance.now() - started) / 1000;
  const alike = await modelsAlike(marts);
  const others = outcome.modelled.models.filter(({ model }) => !alike.has(model));
  return { alike: seconds - secondsOf(others) };
}

/** Does the work; says the seconds of what its floor does too where they are not all. */
async function perform(work: Work): Promise<Partial<Alone>> {
  switch (work.kind) {
    case "demo":
      await writeDemo({ ...work, asOf, log: silent });
      return {};
    case "run":
      return await run(work);
    case "floor":
      await floor(work.folder, work.build, work.file);
      return {};
    case "company":
      await company(work);
      return {};
    case "models":
      return await modelsAlone(work);
    case "floor-from-build":
      await floorFromBuild(work);
      return {};
  }
}

process.once("message", (work: Work) => {
  const started = performance.now();
  perform(work).then(
    ({ alike, slowest }) => {
      const { user, system } = process.cpuUsage();
      const seconds = (performance.now() - started) / 1000;
      const report: Measured = {
        seconds,
        alike: alike ?? seconds,
        cpu: (user + system) / 1e6,
        megabytes: (process.resourceUsage().maxRSS * 1024) / 1e6,
        slowest: [...(slowest ?? [])],
      };
      process.send?.(report, () => process.exit(0));
    },
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : error}\n`);
      process.exit(1);
    },
  );
});
