import { readdirSync } from "node:fs";
import { shipped } from "../root.js";
import { type EngagementSettings, momentsOf } from "./engagement.js";
import type { JourneySettings } from "./journey.js";
import type { ReadIndex } from "./load-indexes.js";
import type { MaturitySettings } from "./maturity.js";
import { didYouMean, type Mistake } from "./mistakes.js";
import type { LoadedSettings } from "./settings-file.js";
import type { WaterfallSettings } from "./waterfall.js";
import type { YamlFile } from "./yaml-file.js";

/** A place in a file that names a metric. */
interface Use {
  readonly file: YamlFile;
  readonly path: readonly PropertyKey[];
  readonly metric: string;
}

/** What may name metrics, as it was read. */
export interface MetricUsers {
  readonly indexes: { readonly indexes: readonly ReadIndex[] };
  readonly maturity: LoadedSettings<MaturitySettings>;
  readonly journey: LoadedSettings<JourneySettings>;
  readonly engagement: LoadedSettings<EngagementSettings>;
  readonly waterfall: LoadedSettings<WaterfallSettings>;
}

/** Names of metrics that come as SQL files; others may come as rows of metric_values. */
function metricNames(): string[] {
  return readdirSync(shipped("models", "metrics"))
    .filter((name) => name.endsWith(".sql"))
    .map((name) => name.replace(/\.sql$/, ""));
}

function inIndexes({ indexes }: MetricUsers["indexes"]): Use[] {
  return indexes
    .filter(({ isOwn }) => isOwn)
    .flatMap(({ file, written }) =>
      Object.entries(written.factors).flatMap(([id, { metric }]) =>
        metric === undefined ? [] : [{ file, path: ["factors", id, "metric"], metric }],
      ),
    );
}

function inMaturity({ file, settings }: MetricUsers["maturity"]): Use[] {
  return settings.stages.flatMap(({ behaviors }, stage) =>
    behaviors.flatMap(({ metric }, at) =>
      metric === undefined
        ? []
        : [{ file, path: ["stages", stage, "behaviors", at, "metric"], metric }],
    ),
  );
}

function inJourney({ file, settings }: MetricUsers["journey"]): Use[] {
  return settings.stages.flatMap((stage, index) =>
    (["entry", "exit", "hold"] as const).flatMap((key) =>
      (stage[key] ?? []).flatMap(({ metric }, at) =>
        metric === undefined
          ? []
          : [{ file, path: ["stages", index, key, at, "metric", "name"], metric: metric.name }],
      ),
    ),
  );
}

function inEngagement({ file, settings }: MetricUsers["engagement"]): Use[] {
  return momentsOf(settings).flatMap(([moment, { trigger }]) =>
    "metric" in trigger
      ? [{ file, path: ["moments", moment, "trigger", "metric"], metric: trigger.metric }]
      : [],
  );
}

function inWaterfall({ file, settings }: MetricUsers["waterfall"]): Use[] {
  return Object.entries(settings.metrics).flatMap(([name, { actual }]) =>
    actual?.mart === "account_metrics"
      ? actual.columns.map((metric, at) => {
          return { file, path: ["metrics", name, "actual", "columns", at], metric };
        })
      : [],
  );
}

/** Names that no metric has; where rows of metric_values come, any name may be one of theirs. */
export function checkMetricNames(users: MetricUsers, hasMetricValues: boolean): Mistake[] {
  if (hasMetricValues) return [];
  const known = metricNames();
  const uses = [
    ...inIndexes(users.indexes),
    ...inMaturity(users.maturity),
    ...inJourney(users.journey),
    ...inEngagement(users.engagement),
    ...inWaterfall(users.waterfall),
  ];
  return uses
    .filter(({ metric }) => !known.includes(metric))
    .map(({ file, path, metric }) => {
      const advice = didYouMean(metric, known, "; add models/metrics/<metric>.sql");
      const message = `"${metric}" is not a metric${advice}`;
      return { file: file.label, line: file.lineOf(path), message };
    });
}
