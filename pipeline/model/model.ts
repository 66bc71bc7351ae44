import type { DuckDBConnection } from "@duckdb/node-api";
import { rows } from "../database.js";
import type { Log } from "../log.js";
import { all, type Change, none, widest } from "./change.js";
import type { ModelFinding } from "./enforce.js";
import { execute, type ModelOutcome } from "./execute.js";
import {
  fingerprintOf,
  fingerprintOfMetricList,
  storedFingerprints,
  storeFingerprints,
} from "./fingerprint.js";
import { buildOrder, metricValues } from "./graph.js";
import { createMetricValues, writeMetricSettings } from "./metrics.js";
import { type Model, readModels } from "./models.js";

export type { ModelFinding } from "./enforce.js";
export type { ModelOutcome } from "./execute.js";

export interface BuildOptions {
  /** The folder that holds `<schema>/<table>.sql`. */
  readonly folder: string;
  readonly log: Log;
  /** Rebuild every model, whatever the build already holds. */
  readonly full: boolean;
  /**
   * Relations of `staging` (as `staging.tickets`) that differ from the build that this one was
   * copied from, in months from `config.run.recompute_from` on; settings are compared here.
   */
  readonly changed?: ReadonlySet<string>;
}

export interface ModelReport {
  readonly models: readonly ModelOutcome[];
  /** Every promise of every header that was put to the test in this run. */
  readonly findings: readonly ModelFinding[];
}

const start = "0001-01-01";

async function sourceTables(connection: DuckDBConnection): Promise<readonly string[]> {
  const found = await rows(
    connection,
    `select table_schema || '.' || table_name as name from information_schema.tables
     where table_catalog = current_database() and table_schema in ('config', 'staging')`,
  );
  return found.map((row) => String(row["name"]));
}

async function dropForgottenTables(
  connection: DuckDBConnection,
  order: readonly string[],
): Promise<void> {
  const found = await rows(
    connection,
    `select table_schema || '.' || table_name as name, table_type as type
     from information_schema.tables
     where table_catalog = current_database() and table_schema in ('core', 'metrics', 'marts')`,
  );
  for (const { name, type } of found) {
    if (order.includes(String(name)) || name === "core.model_fingerprints") continue;
    await connection.run(`drop ${type === "VIEW" ? "view" : "table"} ${name}`);
  }
}

async function recomputeFrom(connection: DuckDBConnection): Promise<string> {
  const [row] = await rows(
    connection,
    "select date_trunc('month', recompute_from)::date::varchar as month from config.run",
  );
  return String(row?.["month"] ?? start);
}

async function setRecomputeFrom(connection: DuckDBConnection, month: string): Promise<void> {
  await connection.run(`update config.run set recompute_from = date '${month}'`);
}

/** What a build knows before its first model runs. */
interface Plan {
  readonly models: ReadonlyMap<string, Model>;
  readonly order: readonly string[];
  readonly changes: Map<string, Change>;
  readonly before: ReadonlyMap<string, string>;
}

async function prepare(connection: DuckDBConnection, options: BuildOptions): Promise<Plan> {
  const read = await readModels(connection, options.folder);
  await writeMetricSettings(connection, read);
  const order = buildOrder(read, await sourceTables(connection));
  for (const schema of ["core", "metrics", "marts"]) {
    await connection.run(`create schema if not exists ${schema}`);
  }
  await dropForgottenTables(connection, order);
  const month = await recomputeFrom(connection);
  const since: Change = month <= start ? all : { kind: "from", month };
  const changes = new Map<string, Change>();
  for (const name of options.changed ?? []) {
    // config.run differs in every run; fingerprints hold the columns of it that a model names
    if (name !== "config.run") changes.set(name, name.startsWith("config.") ? all : since);
  }
  const stored = await storedFingerprints(connection);
  const before = options.full ? new Map<string, string>() : stored;
  return { models: new Map(read.map((model) => [model.name, model])), order, changes, before };
}

function inputChange(plan: Plan, names: readonly string[]): Change {
  return widest(names.map((name) => plan.changes.get(name) ?? none));
}

/** Runs the models in the order of their graph, leaving alone what cannot have changed. */
export async function buildModels(
  connection: DuckDBConnection,
  options: BuildOptions,
): Promise<ModelReport> {
  const plan = await prepare(connection, options);
  const original = await recomputeFrom(connection);
  const fingerprints = new Map<string, string>();
  const outcomes: ModelOutcome[] = [];
  const findings: ModelFinding[] = [];
  const models = [...plan.models.values()];
  for (const name of plan.order) {
    const model = plan.models.get(name);
    if (model === undefined) {
      const fingerprint = fingerprintOfMetricList(models);
      const metrics = models.filter((one) => one.kind === "metric").map((one) => one.name);
      await createMetricValues(connection, models);
      const isSame = plan.before.get(metricValues) === fingerprint;
      plan.changes.set(metricValues, isSame ? inputChange(plan, metrics) : all);
      fingerprints.set(metricValues, fingerprint);
      continue;
    }
    const fingerprint = await fingerprintOf(connection, model);
    const isSame = plan.before.get(name) === fingerprint;
    const change = isSame ? inputChange(plan, model.lineage.tables) : all;
    const isRead = models.some((other) => other.lineage.tables.includes(name));
    const done = await execute(connection, {
      model,
      change,
      isRead,
      setRecomputeFrom: (month) => setRecomputeFrom(connection, month),
    });
    plan.changes.set(name, done.change);
    fingerprints.set(name, fingerprint);
    outcomes.push(done.outcome);
    findings.push(...done.findings);
    options.log({
      step: "model",
      level: "progress",
      message: `${done.outcome.kind} ${name}`,
      fields: { model: name, rows: done.outcome.rows, seconds: done.outcome.seconds },
    });
  }
  await setRecomputeFrom(connection, original);
  await storeFingerprints(connection, fingerprints);
  return { models: outcomes, findings };
}
