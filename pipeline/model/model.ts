import type { DuckDBConnection } from "@duckdb/node-api";
import { rows } from "../database.js";
import type { Log } from "../log.js";
import { all, type Change, none, widest } from "./change.js";
import type { ModelFinding } from "./enforce.js";
import { type Done, execute, type ModelOutcome, type Present } from "./execute.js";
import {
  fingerprintOf,
  fingerprintOfList,
  type Settings,
  storedFingerprints,
  storeFingerprints,
} from "./fingerprint.js";
import { buildOrder, modelsBehind, type United, unitedTables } from "./graph.js";
import { writeModelInputs } from "./inputs.js";
import { felt } from "./lags.js";
import { inLanes } from "./lanes.js";
import { unite, writeMetricSettings } from "./metrics.js";
import { type Model, readModels } from "./models.js";
import {
  everyMonth,
  type Recompute,
  recomputeFrom,
  recomputing,
  setRecomputeFrom,
} from "./recompute.js";

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
   * copied from: a set, for months from `config.run.recompute_from` on, or a map to the first
   * month of each. Settings need not be named: the columns that a model uses are compared here.
   */
  readonly changed?: ReadonlySet<string> | ReadonlyMap<string, string>;
  /** Only these models and what they read, in a database that is for nothing else; all when absent. */
  readonly targets?: readonly string[];
  /** Connections to the same build, by which models are made at the same time. */
  readonly beside?: readonly DuckDBConnection[];
}

export interface ModelReport {
  readonly models: readonly ModelOutcome[];
  /** Every promise of every header that was put to the test in this run. */
  readonly findings: readonly ModelFinding[];
}

async function sourceTables(connection: DuckDBConnection): Promise<readonly string[]> {
  const found = await rows(
    connection,
    `select table_schema || '.' || table_name as name from information_schema.tables
     where table_catalog = current_database() and table_schema in ('config', 'staging')`,
  );
  return found.map((row) => String(row.name));
}

/** Drops what no model makes any more; the value is what is left, and how it is held. */
async function presentAfterDrops(
  connection: DuckDBConnection,
  order: readonly string[],
): Promise<ReadonlyMap<string, Present>> {
  const found = await rows(
    connection,
    `select table_schema || '.' || table_name as name,
       case when table_type = 'VIEW' then 'view' else 'table' end as kind
     from information_schema.tables
     where table_catalog = current_database() and table_schema in ('core', 'metrics', 'marts')`,
  );
  const kept = new Map<string, Present>();
  for (const { name, kind } of found) {
    const relation = String(name);
    if (order.includes(relation)) kept.set(relation, kind as Present);
    else if (relation !== "core.model_fingerprints") {
      await connection.run(`drop ${String(kind)} ${relation}`);
    }
  }
  return kept;
}

/** What a build knows before its first model runs. */
interface Plan {
  readonly models: readonly Model[];
  readonly order: readonly string[];
  readonly united: United;
  /** How far each relation differs from the build that this one was copied from. */
  readonly changes: Map<string, Change>;
  readonly before: ReadonlyMap<string, string>;
  readonly fingerprints: Map<string, string>;
  readonly settings: Settings;
  /** What there was of the models' relations. */
  readonly present: ReadonlyMap<string, Present>;
}

function changesOf(changed: BuildOptions["changed"], month: string): Map<string, Change> {
  const changes = new Map<string, Change>();
  for (const name of changed?.keys() ?? []) {
    const from = changed instanceof Map ? `${String(changed.get(name)).slice(0, 7)}-01` : month;
    // config.run differs in every run; fingerprints hold the columns of it that a model names
    if (name === "config.run") continue;
    const isWhole = name.startsWith("config.") || from <= everyMonth;
    changes.set(name, isWhole ? all : { kind: "from", month: from });
  }
  return changes;
}

async function prepare(
  connection: DuckDBConnection,
  options: BuildOptions,
  month: string,
): Promise<Plan> {
  const found = await readModels(connection, options.folder);
  const models = options.targets === undefined ? found : modelsBehind(found, options.targets);
  await writeMetricSettings(connection, found);
  await writeModelInputs(connection, models);
  const order = buildOrder(models, await sourceTables(connection));
  for (const schema of ["core", "metrics", "marts"]) {
    await connection.run(`create schema if not exists ${schema}`);
  }
  const present = await presentAfterDrops(connection, options.full ? [] : order);
  const stored = await storedFingerprints(connection);
  return {
    models,
    order,
    united: unitedTables(models),
    changes: changesOf(options.changed, month),
    before: options.full ? new Map<string, string>() : stored,
    fingerprints: new Map(),
    settings: new Map(),
    present,
  };
}

// the change a relation undergoes: all of it when its own definition is another one
function changeOf(
  plan: Plan,
  name: string,
  fingerprint: string,
  inputs: readonly Change[],
): Change {
  plan.fingerprints.set(name, fingerprint);
  return plan.before.get(name) === fingerprint ? widest(inputs) : all;
}

async function uniteMetrics(
  connection: DuckDBConnection,
  plan: Plan,
  name: string,
  parts: readonly string[],
): Promise<void> {
  await unite(connection, name, parts);
  const inputs = parts.map((part) => plan.changes.get(part) ?? none);
  plan.changes.set(name, changeOf(plan, name, fingerprintOfList(name, parts), inputs));
}

// metrics are read through the table that unites them
function isRead({ models, united }: Plan, { name }: Model): boolean {
  return (
    models.some(({ lineage }) => lineage.tables.includes(name)) ||
    [...united.values()].some((parts) => parts.includes(name))
  );
}

async function bringUpToDate(
  connection: DuckDBConnection,
  plan: Plan,
  model: Model,
  recompute: Recompute,
) {
  const fingerprint = await fingerprintOf(connection, plan.settings, model);
  const inputs = model.lineage.tables.map((table) =>
    felt(connection, model, table, plan.changes.get(table) ?? none),
  );
  const done = await execute(connection, {
    model,
    change: changeOf(plan, model.name, fingerprint, await Promise.all(inputs)),
    isRead: isRead(plan, model),
    present: plan.present.get(model.name),
    recompute,
  });
  plan.changes.set(model.name, done.change);
  return done;
}

/** Runs the models in the order of their graph, leaving alone what cannot have changed. */
export async function buildModels(
  connection: DuckDBConnection,
  options: BuildOptions,
): Promise<ModelReport> {
  const month = await recomputeFrom(connection);
  const plan = await prepare(connection, options, month);
  const lanes = [connection, ...(options.beside ?? [])];
  const recompute = recomputing({ isShared: lanes.length > 1 });
  const byName = new Map(plan.models.map((model) => [model.name, model]));
  const made = new Map<string, Done>();
  const inputsOf = (name: string) =>
    plan.united.get(name) ?? byName.get(name)?.lineage.tables ?? [];
  await inLanes(lanes, {
    order: plan.order,
    inputsOf,
    bringUpToDate: async (name, lane) => {
      const model = byName.get(name);
      if (model === undefined) return uniteMetrics(lane, plan, name, inputsOf(name));
      const done = await bringUpToDate(lane, plan, model, recompute);
      made.set(name, done);
      options.log({
        step: "model",
        level: "progress",
        message: `${done.outcome.kind} ${name}`,
        fields: { model: name, rows: done.outcome.rows, seconds: done.outcome.seconds },
      });
    },
  });
  await setRecomputeFrom(connection, month);
  await storeFingerprints(connection, plan.fingerprints);
  const inOrder = plan.order.flatMap((name) => made.get(name) ?? []);
  return {
    models: inOrder.map(({ outcome }) => outcome),
    findings: inOrder.flatMap(({ findings }) => findings),
  };
}
