import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { FileContract } from "../contract.js";
import { exitCodes, TenureError } from "../error.js";
import { checkBooks } from "./books.js";
import { checkEngagement } from "./engagement.js";
import { type ConfigFolder, listFolder } from "./folder.js";
import { checkIdentity } from "./identity.js";
import { type Index, resolveIndex } from "./indexes.js";
import { checkIndexes, loadIndexes } from "./load-indexes.js";
import { type LoadedSources, loadSources } from "./load-sources.js";
import { checkMetricNames } from "./metric-names.js";
import { type Mistake, throwMistakes } from "./mistakes.js";
import { checkPlaybooks } from "./playbooks.js";
import { type Policies, policyColumns } from "./policy-columns.js";
import { type ProductSettings, resolveProduct } from "./product.js";
import { jsonSchemas } from "./schemas.js";
import { resolveSegments, type Segment } from "./segments.js";
import { readSettings, type Settings, settingsFiles, valuesOf } from "./settings.js";
import { configTables, writeTable } from "./tables.js";
import { checkFreshness } from "./tenure.js";
import { resolveTiers, type TierSettings } from "./tiers.js";
import { versionOf } from "./version.js";

export type { Policies } from "./policy-columns.js";

/** Everything that a run is told, validated and complete. Keys of settings are those of the YAML. */
export interface Config extends Omit<Settings, "tiers" | "segments" | "product"> {
  readonly folder: string;
  /** Absolute path of the root of the globs in `files`. */
  readonly dataRoot: string;
  /** Changes exactly when an effective value changes. */
  readonly version: string;
  readonly tiers: TierSettings;
  /** `all` first. */
  readonly segments: readonly Segment[];
  readonly product: ProductSettings;
  /** By name. */
  readonly indexes: readonly Index[];
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

const settingsNames = Object.values(settingsFiles).map(({ name }) => name);

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

function read(folder: string) {
  return { ...readSettings(folder), indexes: loadIndexes(folder) };
}

type Read = ReturnType<typeof read>;

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
  const entities = sources.files.map(({ entity }) => entity);
  // a source that could not be read may be the one that a limit names, or that brings a metric
  const isWhole = sources.names.length === listed.sources.length;
  const hasMetricValues = !isWhole || entities.includes("metric_values");
  mistakes.push(...checkIndexes(read.indexes, segments));
  mistakes.push(...checkMetricNames(read, hasMetricValues));
  if (!isWhole) return mistakes;
  const { file } = read.tenure;
  checkFreshness(file.value, sources.names, (path, message) =>
    mistakes.push({ file: file.label, line: file.lineOf(path), message }),
  );
  mistakes.push(...checkIdentity(read.identity, sources.names, sources.files));
  return mistakes;
}

function noSources(folder: string): TenureError {
  return new TenureError("config/no-sources", `${join(folder, "sources")} has no source`, {
    hint: "Describe your exports in a file there; docs/sources.md shows how.",
    exitCode: exitCodes.config,
  });
}

function settingsOf(found: Read, files: readonly FileContract[]) {
  const segments = resolveSegments(found.segments.settings);
  return {
    ...valuesOf(found),
    tiers: resolveTiers(found.tiers.settings),
    segments,
    product: resolveProduct(found.product.settings),
    indexes: found.indexes.indexes.map(({ index, written }) =>
      resolveIndex(index, written, segments),
    ),
    files,
  };
}

/** Reads and validates a config folder; all its mistakes are reported in one error. */
export function loadConfig(options: ConfigOptions): Config {
  const { folder } = options;
  const listed = listFolder(folder, settingsNames);
  const found = read(folder);
  const sources = loadSources(listed.sources);
  const mistakes = mistakesOf(listed, found, sources);
  if (mistakes.length > 0) throwMistakes(mistakes);
  if (listed.sources.length === 0) throw noSources(folder);
  const settings = settingsOf(found, sources.files);
  return {
    folder,
    dataRoot: dataRootOf(options),
    version: versionOfConfig(settings),
    ...settings,
  };
}

/** Settings that stand in a folder which need not be a whole config. */
export interface OtherConfig {
  /** Complete: what the folder leaves out is as shipped. */
  readonly config: Config;
  /** Names of the files that are there; every file in a whole config. */
  readonly files: ReadonlySet<string>;
  /** Names of the indexes that are there; every index in a whole config. */
  readonly indexes: ReadonlySet<string>;
}

/** Reads another config; one without sources may hold nothing but the settings to try. */
export function loadOther(folder: string): OtherConfig {
  const there = existsSync(folder) ? readdirSync(folder) : [];
  if (there.includes("sources")) {
    const config = loadConfig({ folder });
    const indexes = config.indexes.map(({ index }) => index);
    return { config, files: new Set([...settingsNames, "indexes"]), indexes: new Set(indexes) };
  }
  const listed = listFolder(folder, settingsNames);
  const found = read(folder);
  const noFiles: LoadedSources = { files: [], names: [], mistakes: [] };
  // limits of freshness are for sources, and there are none to try
  const mistakes = mistakesOf({ ...listed, sources: ["none"] }, found, noFiles);
  if (mistakes.length > 0) throwMistakes(mistakes);
  const own = there.includes("indexes") ? readdirSync(join(folder, "indexes")) : [];
  return {
    config: { folder, dataRoot: folder, version: "", ...settingsOf(found, []) },
    files: new Set(there),
    indexes: new Set(own.map((name) => name.replace(/\.yml$/, ""))),
  };
}

/** The policies of another config folder; of what no file of it says, those given. */
export function policiesIn(folder: string, base: Policies): Policies {
  const { config, files } = loadOther(folder);
  const { reporting_currency: currency = "" } = base;
  const isOwn = files.has(settingsFiles.tenure.name);
  const own = isOwn ? config.tenure.reporting_currency : String(currency);
  if (!files.has(settingsFiles.revenue.name)) return { ...base, reporting_currency: own };
  return policyColumns(config.revenue, own);
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
