import { closest, distance } from "fastest-levenshtein";
import { exitCodes, TenureError } from "../error.js";
import type { Model } from "./models.js";

/** Metrics in one long table: those that rest on no other metric's row in it. */
export const metricValues = "core.metric_values";

/** The same with derived metrics, which read `core.metric_values` themselves, however far. */
export const allMetricValues = "core.all_metric_values";

/** Metrics that a source brings along; a model like any other, and united with the files' ones. */
export const outsideMetrics = "core.outside_metrics";

/** The relations that no file makes, each with what it unites, in the order of building. */
export type United = ReadonlyMap<string, readonly string[]>;

/** Names of all that a model rests on, itself included. */
function reachOf(name: string, byName: ReadonlyMap<string, Model>): ReadonlySet<string> {
  const reached = new Set([name]);
  // a set grows while it is walked
  for (const one of reached) {
    for (const table of byName.get(one)?.lineage.tables ?? []) reached.add(table);
  }
  return reached;
}

/** Metrics go into the first long table, or into the second where they rest on the first. */
export function unitedTables(models: readonly Model[]): United {
  const byName = new Map(models.map((model) => [model.name, model]));
  const metrics = models.filter((model) => model.kind === "metric").map((model) => model.name);
  const isDerived = (name: string) => {
    const reached = reachOf(name, byName);
    return reached.has(metricValues) || reached.has(allMetricValues);
  };
  const outside = byName.has(outsideMetrics) ? [outsideMetrics] : [];
  return new Map([
    [metricValues, [...metrics.filter((name) => !isDerived(name)), ...outside]],
    [allMetricValues, [metricValues, ...metrics.filter(isDerived)]],
  ]);
}

function checkTables(model: Model, known: readonly string[]): void {
  for (const table of model.lineage.tables) {
    if (known.includes(table)) continue;
    const near = closest(table, [...known]);
    throw new TenureError("model/unknown-table", `${model.file} reads ${table}, which is nowhere`, {
      hint:
        distance(table, near) <= table.length / 2
          ? `Did you mean ${near}?`
          : `Add models/${table.replace(".", "/")}.sql, or read a table that exists.`,
      exitCode: exitCodes.modelFailed,
    });
  }
}

function checkDeclaredSource(model: Model): void {
  const declared = [...model.header.source].sort();
  const missing = model.lineage.tables.filter((table) => !declared.includes(table));
  const named = [...declared, ...Object.keys(model.header.lags ?? {})];
  const unread = named.filter((table) => !model.lineage.tables.includes(table));
  if (missing.length === 0 && unread.length === 0) return;
  const parts = [
    missing.length > 0 ? `leaves out ${missing.join(", ")}` : "",
    unread.length > 0 ? `names ${unread.join(", ")}, which the select does not read` : "",
  ].filter((part) => part !== "");
  throw new TenureError(
    "model/wrong-source",
    `${model.file} declares a source that ${parts.join(" and ")}`,
    {
      hint: `Write source: [${model.lineage.tables.join(", ")}].`,
      exitCode: exitCodes.modelFailed,
    },
  );
}

function cycle(path: readonly string[]): TenureError {
  return new TenureError("model/cycle", `models read each other in a circle: ${path.join(" → ")}`, {
    hint: "Move what they share into a model that neither of them feeds.",
    exitCode: exitCodes.modelFailed,
  });
}

/** The models of these names with every model that they rest on. */
export function modelsBehind(
  models: readonly Model[],
  targets: readonly string[],
): readonly Model[] {
  const united = unitedTables(models);
  const needed = new Set<string>();
  const visit = (name: string): void => {
    if (needed.has(name)) return;
    needed.add(name);
    const model = models.find((one) => one.name === name);
    for (const input of united.get(name) ?? model?.lineage.tables ?? []) visit(input);
  };
  targets.forEach(visit);
  return models.filter((model) => needed.has(model.name));
}

/** Every relation in an order in which each comes after all that it reads. */
export function buildOrder(
  models: readonly Model[],
  sources: readonly string[],
): readonly string[] {
  const byName = new Map(models.map((model) => [model.name, model]));
  const united = unitedTables(models);
  const known = [...byName.keys(), ...united.keys(), ...sources];
  for (const model of models) {
    checkTables(model, known);
    checkDeclaredSource(model);
  }
  const order: string[] = [];
  const visit = (name: string, path: readonly string[]): void => {
    if (order.includes(name)) return;
    if (path.includes(name)) throw cycle([...path.slice(path.indexOf(name)), name]);
    const model = byName.get(name);
    const inputs = united.get(name) ?? model?.lineage.tables ?? [];
    for (const input of inputs) visit(input, [...path, name]);
    if (model !== undefined || united.has(name)) order.push(name);
  };
  for (const name of [...byName.keys(), ...united.keys()]) visit(name, []);
  return order;
}
