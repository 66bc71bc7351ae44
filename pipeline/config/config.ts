import { existsSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { FileContract } from "../contract.js";
import { exitCodes, TenureError } from "../error.js";
import { type AccessSettings, accessFile } from "./access.js";
import { type BookSettings, booksFile, checkBooks } from "./books.js";
import { checkEngagement, type EngagementSettings, engagementFile } from "./engagement.js";
import { type ConfigFolder, listFolder } from "./folder.js";
import { type ForecastSettings, forecastFile } from "./forecast.js";
import { type Index, resolveIndex } from "./indexes.js";
import { type JourneySettings, journeyFile } from "./journey.js";
import { checkIndexes, loadIndexes } from "./load-indexes.js";
import { type LoadedSources, loadSources } from "./load-sources.js";
import { type MaturitySettings, maturityFile } from "./maturity.js";
import { type MetricSettings, metricsFile } from "./metrics.js";
import { type Mistake, throwMistakes } from "./mistakes.js";
import { type ObjectiveSettings, objectivesFile } from "./objectives.js";
import { checkPlaybooks, type PlaybookSettings, playbooksFile } from "./playbooks.js";
import { type Policies, policyColumns } from "./policy-columns.js";
import { type ProductSettings, productFile, resolveProduct } from "./product.js";
import { type QuadrantSettings, quadrantFile } from "./quadrant.js";
import { type RevenueSettings, revenueFile } from "./revenue.js";
import { type ScenarioSettings, scenariosFile } from "./scenarios.js";
import { jsonSchemas } from "./schemas.js";
import { resolveSegments, type Segment, segmentsFile } from "./segments.js";
import { loadSettings } from "./settings-file.js";
import { configTables, writeTable } from "./tables.js";
import { checkFreshness, type TenureSettings, tenureFile } from "./tenure.js";
import { resolveTiers, type TierSettings, tiersFile } from "./tiers.js";
import { versionOf } from "./version.js";
import { type WaterfallSettings, waterfallFile } from "./waterfall.js";

export type { Policies } from "./policy-columns.js";

/** Everything that a run is told, validated and complete. Keys of settings are those of the YAML. */
export interface Config {
  readonly folder: string;
  /** Absolute path of the root of the globs in `files`. */
  readonly dataRoot: string;
  /** Changes exactly when an effective value changes. */
  readonly version: string;
  readonly tenure: Readonly<TenureSettings>;
  readonly revenue: Readonly<RevenueSettings>;
  readonly tiers: TierSettings;
  /** `all` first. */
  readonly segments: readonly Segment[];
  readonly product: ProductSettings;
  readonly forecast: Readonly<ForecastSettings>;
  readonly waterfall: Readonly<WaterfallSettings>;
  readonly scenarios: Readonly<ScenarioSettings>;
  readonly maturity: MaturitySettings;
  readonly objectives: ObjectiveSettings;
  readonly books: BookSettings;
  readonly engagement: EngagementSettings;
  readonly playbooks: PlaybookSettings;
  readonly journey: JourneySettings;
  readonly quadrant: Readonly<QuadrantSettings>;
  /** By name. */
  readonly indexes: readonly Index[];
  readonly metrics: Readonly<MetricSettings>;
  readonly access: Readonly<AccessSettings>;
  readonly files: readonly FileContract[];
}

export interface ConfigOptions {
  readonly folder: string;
  /** Root of the relative globs; the folder that holds the config folder when absent. */
  readonly dataRoot?: string;
}

/** What one run is asked for, beside the config. */
export interface RunParameters {
  readonly runId: string;
  readonly asOf: Date;
  /** Only files landed before it are read; `null` reads all. */
  readonly knownAt: Date | null;
  /** The first month to compute again, `0001-01-01` in a full build. */
  readonly recomputeFrom: string;
  readonly startedAt: Date;
  readonly tenureVersion: string;
}

const settingsFiles = [
  tenureFile,
  revenueFile,
  tiersFile,
  segmentsFile,
  productFile,
  forecastFile,
  waterfallFile,
  scenariosFile,
  maturityFile,
  objectivesFile,
  booksFile,
  engagementFile,
  playbooksFile,
  journeyFile,
  metricsFile,
  quadrantFile,
  accessFile,
];

function dataRootOf(options: ConfigOptions): string {
  const root = resolve(options.dataRoot ?? dirname(resolve(options.folder)));
  if (statSync(root, { throwIfNoEntry: false })?.isDirectory() === true) return root;
  throw new TenureError("config/data-not-found", `there is no data folder at ${root}`, {
    hint: "Give the folder of your exports with --data.",
    exitCode: exitCodes.config,
  });
}

function versionOfConfig(settings: Omit<Config, "folder" | "dataRoot" | "version">): string {
  const files = settings.files.map(({ at: _at, version: _version, ...contract }) => contract);
  const contracts = files.map(versionOf).sort();
  return versionOf({ ...settings, files: contracts });
}

function readSettings(folder: string) {
  return {
    tenure: loadSettings(folder, tenureFile),
    revenue: loadSettings(folder, revenueFile),
    tiers: loadSettings(folder, tiersFile),
    segments: loadSettings(folder, segmentsFile),
    product: loadSettings(folder, productFile),
    forecast: loadSettings(folder, forecastFile),
    waterfall: loadSettings(folder, waterfallFile),
    scenarios: loadSettings(folder, scenariosFile),
    maturity: loadSettings(folder, maturityFile),
    objectives: loadSettings(folder, objectivesFile),
    books: loadSettings(folder, booksFile),
    engagement: loadSettings(folder, engagementFile),
    playbooks: loadSettings(folder, playbooksFile),
    journey: loadSettings(folder, journeyFile),
    metrics: loadSettings(folder, metricsFile),
    access: loadSettings(folder, accessFile),
    quadrant: loadSettings(folder, quadrantFile),
    indexes: loadIndexes(folder),
  };
}

type Read = ReturnType<typeof readSettings>;

function mistakesOf(listed: ConfigFolder, read: Read, sources: LoadedSources): readonly Mistake[] {
  const parts = [listed, ...Object.values(read), sources];
  const mistakes = parts.flatMap((part) => part.mistakes);
  const { tiers } = read.tiers.settings;
  const touchModels = tiers.map(({ touch_model }) => touch_model);
  mistakes.push(...checkBooks(read.books, tiers.length));
  const indexes = read.indexes.indexes.map(({ index }) => index);
  mistakes.push(...checkEngagement(read.engagement, tiers.length, touchModels, indexes));
  const segments = resolveSegments(read.segments.settings);
  const named = segments.map(({ segment }) => segment);
  mistakes.push(...checkPlaybooks(read.playbooks, named));
  // a source that could not be read may be the one that a limit names
  if (sources.names.length < listed.sources.length) return mistakes;
  const { file } = read.tenure;
  checkFreshness(file.value, sources.names, (path, message) =>
    mistakes.push({ file: file.label, line: file.lineOf(path), message }),
  );
  const entities = sources.files.map(({ entity }) => entity);
  mistakes.push(...checkIndexes(read.indexes, segments, entities.includes("metric_values")));
  return mistakes;
}

function noSources(folder: string): TenureError {
  return new TenureError("config/no-sources", `${join(folder, "sources")} has no source`, {
    hint: "Describe your exports in a file there; docs/sources.md shows how.",
    exitCode: exitCodes.config,
  });
}

/** Reads and validates a config folder; all its mistakes are reported in one error. */
export function loadConfig(options: ConfigOptions): Config {
  const { folder } = options;
  const names = settingsFiles.map(({ name }) => name);
  const listed = listFolder(folder, names);
  const read = readSettings(folder);
  const sources = loadSources(listed.sources);
  const mistakes = mistakesOf(listed, read, sources);
  if (mistakes.length > 0) throwMistakes(mistakes);
  if (listed.sources.length === 0) throw noSources(folder);
  const segments = resolveSegments(read.segments.settings);
  const settings = {
    tenure: read.tenure.settings,
    revenue: read.revenue.settings,
    tiers: resolveTiers(read.tiers.settings),
    segments,
    product: resolveProduct(read.product.settings),
    forecast: read.forecast.settings,
    waterfall: read.waterfall.settings,
    scenarios: read.scenarios.settings,
    maturity: read.maturity.settings,
    objectives: read.objectives.settings,
    books: read.books.settings,
    engagement: read.engagement.settings,
    playbooks: read.playbooks.settings,
    journey: read.journey.settings,
    quadrant: read.quadrant.settings,
    indexes: read.indexes.indexes.map(({ index, written }) =>
      resolveIndex(index, written, segments),
    ),
    metrics: read.metrics.settings,
    access: read.access.settings,
    files: sources.files,
  };
  return {
    folder,
    dataRoot: dataRootOf(options),
    version: versionOfConfig(settings),
    ...settings,
  };
}

/**
 * The policies of another config folder. One without sources may hold nothing but the settings to
 * try: what no file of it says about the reporting currency is as given.
 */
export function policiesIn(folder: string, reportingCurrency: string): Policies {
  if (existsSync(join(folder, "sources"))) {
    const { revenue, tenure } = loadConfig({ folder });
    return policyColumns(revenue, tenure.reporting_currency);
  }
  const names = settingsFiles.map(({ name }) => name);
  const listed = listFolder(folder, names);
  const read = readSettings(folder);
  const mistakes = [listed, ...Object.values(read)].flatMap((part) => part.mistakes);
  if (mistakes.length > 0) throwMistakes(mistakes);
  const hasOwn = existsSync(join(folder, tenureFile.name));
  const { reporting_currency: own } = read.tenure.settings;
  return policyColumns(read.revenue.settings, hasOwn ? own : reportingCurrency);
}

/** Writes the schema `config` of a build, all tables of it but the metrics. */
export async function writeConfigTables(
  connection: DuckDBConnection,
  config: Config,
  run: RunParameters,
): Promise<void> {
  await connection.run("create schema if not exists config");
  for (const table of configTables(config, run)) await writeTable(connection, table);
}

/** JSON Schemas for editors, by the name of the file they are for. */
export function configSchemas(): Record<string, unknown> {
  return jsonSchemas();
}
